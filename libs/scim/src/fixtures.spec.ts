import { describe, expect, it } from '@jest/globals';
import { expectSubset } from '../../../test/support/expect-subset.js';
import {
  queryOf,
  RESOURCE_ID,
  typeOf,
  wireCases,
  withMemberIds,
  type WireCase,
} from '../../../test/support/wire-cases.js';
import {
  applyGroupPatch,
  applyUserPatch,
  decodeGroup,
  decodeGroupReplacement,
  decodePatch,
  decodeUser,
  GROUP_TYPE,
  type GroupAttributes,
  type JsonObject,
  matchesFilter,
  type MemberReference,
  type MembershipDelta,
  parseFilter,
  parseProjection,
  presentGroup,
  presentUser,
  type Projection,
  type QuirkName,
  QUIRKS,
  replaceUser,
  type ResourceType,
  sameJson,
  ScimError,
  splitGroupPatch,
  type Tolerance,
  USER_TYPE,
  type UserAttributes,
} from './index.js';

const cases = wireCases();

describe('the wire cases', () => {
  it.each(cases.filter(([, wireCase]) => !needsStore(wireCase)))('%s', (_file, wireCase) => {
    const answer = answerTo(wireCase);
    expect(answer).toMatchObject({ status: wireCase.expect.status });
    if (answer.kind === 'refused') return expect(answer.scimType).toBe(wireCase.expect.scimType);
    const { totalResults, unchanged = false, quirks, resource = {} } = wireCase.expect;
    if (answer.kind === 'found') expect(answer.totalResults).toBe(totalResults);
    if (answer.kind === 'written') expect(answer.isUnchanged).toBe(unchanged);
    expectSubset(withMemberIds(answer.resource), withMemberIds(resource));
    if (quirks !== undefined) expect([...answer.quirks].toSorted()).toEqual(quirks.toSorted());
  });

  it('carry their provenance', () => {
    expect(cases.length).toBeGreaterThan(150);
    expect(cases.filter(([, { provenance }]) => provenance.length < 5)).toEqual([]);
  });

  it('show every accommodation', () => {
    const shown = new Set(cases.flatMap(([, wireCase]) => wireCase.expect.quirks ?? []));
    // Of the published schemas no attribute is a number or a date, and none is a company's own: custom-values.spec.ts and
    // value.spec.ts show these. A bulk and a search are no messages about one resource: schemas.spec.ts.
    const elsewhere = [
      'bulk-method-case',
      'bulk-schemas',
      'date-without-time',
      'search-schemas',
      'string-number',
      'undefined-kept',
    ];
    expect(
      Object.keys(QUIRKS)
        .filter((name) => !shown.has(name as QuirkName))
        .sort(),
    ).toEqual(elsewhere);
  });
});

/** Who else is there, and what is not, only a store knows: apps/scim-api asks these over HTTP. */
function needsStore({ request, expect: { status } }: WireCase): boolean {
  return request.method === 'DELETE' || status === 404 || status === 409;
}

interface Shown {
  readonly status: number;
  readonly resource: JsonObject;
  readonly quirks: readonly QuirkName[];
}

type Answer =
  | { kind: 'refused'; status: number; scimType: string | null }
  | ({ kind: 'read' } & Shown)
  | ({ kind: 'found'; totalResults: number } & Shown)
  | ({ kind: 'written'; isUnchanged: boolean } & Shown);

function answerTo(wireCase: WireCase): Answer {
  try {
    if (wireCase.request.method === 'GET') return read(wireCase);
    return typeOf(wireCase) === 'Group' ? writeGroup(wireCase) : writeUser(wireCase);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { kind: 'refused', status: error.status, scimType: error.scimType };
  }
}

function read(wireCase: WireCase): Answer {
  const { given, request, tolerance = 'tolerant' } = wireCase;
  const [type, query] = [typeOf(wireCase), queryOf(wireCase)];
  const projection = projectionOf(query, TYPES[type]);
  if (request.path.includes('{id}')) {
    return { kind: 'read', status: 200, resource: showGiven(wireCase, projection), quirks: [] };
  }
  const text = query.get('filter');
  const parsed = text === null ? null : parseFilter(text, { type: TYPES[type], tolerance });
  const isFound = given.resource !== null && (parsed === null || matchesFilter(parsed.filter, showGiven(wireCase)));
  return {
    kind: 'found',
    status: 200,
    totalResults: isFound ? 1 : 0,
    resource: isFound ? showGiven(wireCase, projection) : {},
    quirks: parsed?.quirks ?? [],
  };
}

const TYPES = { User: USER_TYPE, Group: GROUP_TYPE } as const;

function projectionOf(query: URLSearchParams, type: ResourceType): Projection {
  const attributes = query.get('attributes') ?? undefined;
  const excludedAttributes = query.get('excludedAttributes') ?? undefined;
  return parseProjection({ attributes, excludedAttributes }, type);
}

function showGiven(wireCase: WireCase, projection?: Projection): JsonObject {
  const { resource } = wireCase.given;
  if (typeOf(wireCase) === 'User')
    return showUser(decodeUser(resource, { type: USER_TYPE, tolerance: 'strict' }).attributes, projection);
  const { attributes, members } = decodeGroup(resource, { tolerance: 'strict' });
  return showGroup(attributes, members, projection);
}

function writeUser({ request, given, tolerance = 'tolerant' }: WireCase): Answer {
  if (request.method === 'POST') {
    const { attributes, quirks } = decodeUser(request.body, { type: USER_TYPE, tolerance });
    return { kind: 'written', status: 201, resource: showUser(attributes), isUnchanged: false, quirks };
  }
  const before = decodeUser(given.resource, { type: USER_TYPE, tolerance: 'strict' }).attributes;
  if (request.method === 'PUT') {
    const { attributes, quirks } = replaceUser(before, request.body, { type: USER_TYPE, tolerance });
    const isUnchanged = sameJson(attributes, before);
    return { kind: 'written', status: 200, resource: showUser(attributes), isUnchanged, quirks };
  }
  const frozen = structuredClone(before);
  const patch = decodePatch(request.body, { type: USER_TYPE, tolerance });
  const quirks = new Set(patch.quirks);
  const after = applyUserPatch(before, patch, quirks);
  expect(before).toEqual(frozen);
  const isUnchanged = JSON.stringify(after) === JSON.stringify(before);
  return { kind: 'written', status: 200, resource: showUser(after), isUnchanged, quirks: [...quirks] };
}

function writeGroup({ request, given, tolerance = 'tolerant' }: WireCase): Answer {
  if (request.method === 'POST') {
    const { attributes, members, quirks } = decodeGroup(request.body, { tolerance });
    return { kind: 'written', status: 201, resource: showGroup(attributes, members), isUnchanged: false, quirks };
  }
  const before = decodeGroup(given.resource, { tolerance: 'strict' });
  const { status, attributes, membership, quirks } = changeOfGroup(request, before.attributes, tolerance);
  const members = applyDelta(before.members, membership);
  const isUnchanged = sameJson([attributes, idsOf(members)], [before.attributes, idsOf(before.members)]);
  return { kind: 'written', status, resource: showGroup(attributes, members), isUnchanged, quirks };
}

function changeOfGroup({ method, body }: WireCase['request'], before: GroupAttributes, tolerance: Tolerance) {
  if (method === 'PUT') {
    const { attributes, members, quirks } = decodeGroupReplacement(body, { tolerance });
    return {
      status: 200,
      attributes,
      quirks,
      membership: members === null ? null : { clear: true, add: members, remove: [] },
    };
  }
  const patch = decodePatch(body, { type: GROUP_TYPE, tolerance });
  const split = splitGroupPatch(patch);
  const attributes = applyGroupPatch(before, split.attributes);
  return { status: 204, attributes, membership: split.membership, quirks: patch.quirks };
}

function applyDelta(members: readonly MemberReference[], delta: MembershipDelta | null): readonly MemberReference[] {
  if (delta === null) return members;
  const kept = delta.clear
    ? []
    : members.filter(({ value }) => !delta.remove.some((removed) => removed.value === value));
  return [...new Map([...kept, ...delta.add].map((member) => [member.value, member])).values()];
}

function idsOf(members: readonly MemberReference[]): string[] {
  return members.map(({ value }) => value).toSorted();
}

const STORED = { id: RESOURCE_ID, version: 1, created: '', lastModified: '' };
const BASE_URL = 'https://host/scim/v2';

function showUser(attributes: UserAttributes, projection?: Projection): JsonObject {
  return presentUser(
    { ...STORED, attributes },
    { baseUrl: BASE_URL, type: USER_TYPE, ...(projection === undefined ? {} : { projection }) },
  );
}

function showGroup(
  attributes: GroupAttributes,
  members: readonly MemberReference[],
  projection?: Projection,
): JsonObject {
  const presented = members.map(({ value, type }) => ({ value, type: type ?? 'User' }));
  return presentGroup({ ...STORED, attributes, members: presented }, BASE_URL, projection);
}

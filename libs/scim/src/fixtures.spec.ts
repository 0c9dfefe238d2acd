import { describe, expect, it } from '@jest/globals';
import { GIVEN_ID, wireCases, type WireCase } from '../../../test/support/wire-cases.js';
import {
  applyGroupPatch,
  applyUserPatch,
  decodeGroup,
  decodePatch,
  decodeUser,
  GROUP_TYPE,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  matchesFilter,
  type MembershipDelta,
  parseFilter,
  presentUser,
  type QuirkName,
  replaceUser,
  ScimError,
  splitGroupPatch,
  USER_TYPE,
} from './index.js';

const cases = wireCases();

describe('the wire cases', () => {
  it.each(cases)('%s', (_file, fixture) => {
    const answer = answerTo(fixture);
    expect(answer).toMatchObject({ status: fixture.expect.status });
    if (answer.kind === 'refused') expect(answer.scimType).toBe(fixture.expect.scimType);
    if (answer.kind === 'found') expect(answer.totalResults).toBe(fixture.expect.totalResults);
    if (answer.kind !== 'written') return;
    expectSubset(answer.resource, fixture.expect.resource ?? {});
    expect(answer.isUnchanged).toBe(fixture.expect.unchanged ?? false);
    if (fixture.expect.quirks !== undefined)
      expect([...answer.quirks].sort()).toEqual([...fixture.expect.quirks].sort());
  });

  it('carry their provenance', () => {
    expect(cases.length).toBeGreaterThan(80);
    expect(cases.filter(([, { provenance }]) => provenance.length < 5)).toEqual([]);
  });
});

type Answer =
  | { kind: 'refused'; status: number; scimType: string | null }
  | { kind: 'found'; status: 200; totalResults: number }
  | { kind: 'written'; status: number; resource: JsonObject; isUnchanged: boolean; quirks: readonly QuirkName[] };

function answerTo(fixture: WireCase): Answer {
  try {
    const { method, path } = fixture.request;
    if (method === 'GET') return find(fixture);
    return path.startsWith('/Groups') ? writeGroup(fixture) : writeUser(fixture);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { kind: 'refused', status: error.status, scimType: error.scimType };
  }
}

function find({ request, given, tolerance = 'tolerant' }: WireCase): Answer {
  const { filter } = parseFilter(request.path.split('?filter=')[1] ?? '', { type: USER_TYPE, tolerance });
  return {
    kind: 'found',
    status: 200,
    totalResults: matchesFilter(filter, { id: GIVEN_ID, ...given.resource }) ? 1 : 0,
  };
}

function writeUser({ request, given, tolerance = 'tolerant' }: WireCase): Answer {
  const present = (attributes: ReturnType<typeof decodeUser>['attributes']) =>
    presentUser(
      { id: GIVEN_ID, version: 1, created: '', lastModified: '', attributes },
      { baseUrl: 'https://host/scim/v2', type: USER_TYPE },
    );
  if (request.method === 'POST') {
    const { attributes, quirks } = decodeUser(request.body, { type: USER_TYPE, tolerance });
    return { kind: 'written', status: 201, resource: present(attributes), isUnchanged: false, quirks };
  }
  const before = decodeUser(given.resource, { type: USER_TYPE, tolerance: 'strict' }).attributes;
  if (request.method === 'PUT') {
    const { attributes, quirks } = replaceUser(before, request.body, { type: USER_TYPE, tolerance });
    return { kind: 'written', status: 200, resource: present(attributes), isUnchanged: false, quirks };
  }
  const frozen = structuredClone(before);
  const patch = decodePatch(request.body, { type: USER_TYPE, tolerance });
  const quirks = new Set(patch.quirks);
  const after = applyUserPatch(before, patch, quirks);
  expect(before).toEqual(frozen);
  const isUnchanged = JSON.stringify(after) === JSON.stringify(before);
  return { kind: 'written', status: 200, resource: present(after), isUnchanged, quirks: [...quirks] };
}

function writeGroup({ request, given, tolerance = 'tolerant' }: WireCase): Answer {
  if (request.method === 'POST') {
    const { attributes, members, quirks } = decodeGroup(request.body, { tolerance });
    const resource = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], ...attributes, members };
    return { kind: 'written', status: 201, resource, isUnchanged: false, quirks };
  }
  const before = decodeGroup(given.resource, { tolerance: 'strict' });
  const patch = decodePatch(request.body, { type: GROUP_TYPE, tolerance });
  const { attributes, membership } = splitGroupPatch(patch);
  const after = applyGroupPatch(before.attributes, attributes);
  const ids = before.members.map(({ value }) => value);
  const members = applyDelta(ids, membership);
  const isUnchanged = JSON.stringify([after, members]) === JSON.stringify([before.attributes, ids]);
  return { kind: 'written', status: 200, resource: { ...after, members }, isUnchanged, quirks: patch.quirks };
}

function applyDelta(ids: readonly string[], delta: MembershipDelta | null): readonly string[] {
  if (delta === null) return ids;
  const kept = delta.clear ? [] : ids.filter((id) => !delta.remove.includes(id));
  return [...new Set([...kept, ...delta.add.map(({ value }) => value)])];
}

/** Each named attribute is as expected; objects may hold more, arrays may not. */
function expectSubset(actual: JsonValue | undefined, expected: JsonValue): void {
  if (expected === null) return expect(actual).toBeUndefined();
  if (!isJsonObject(expected) || !isJsonObject(actual)) return expect(actual).toEqual(expected);
  for (const [name, value] of Object.entries(expected)) expectSubset(actual[name], value);
}

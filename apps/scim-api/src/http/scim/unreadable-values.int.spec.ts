import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MAX_BULK_OPERATIONS, type JsonObject, type JsonValue, type Tolerance } from '#scim';
import {
  bodyOf,
  otherOf,
  outcomeOf,
  SENT,
  standingOf,
  VERBS,
  type MultiValued,
  type Verb,
} from '../../../../../test/support/unreadable-values.js';
import type { TestConnection, TestScimApi } from '../../scim-api.fixture.js';
import { BULK } from './bulk.fixture.js';
import { QuirkCount } from './quirk-count.fixture.js';

/** Thousands of requests, on a machine that may be busy. */
jest.setTimeout(180_000);

const quirkCount = new QuirkCount();
// Only now, so that its instruments are counted.
const fixture = await import('../../scim-api.fixture.js');
let api: TestScimApi;

beforeAll(async () => {
  api = await fixture.TestScimApi.start();
});

afterAll(async () => {
  await api.stop();
  await quirkCount.stop();
});

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BOTH = ['tolerant', 'strict'] as const;

interface Request {
  readonly method: string;
  readonly path: string;
  readonly data: JsonObject;
}

/** Asks each request for itself, or all of them in bulks; answers their statuses. */
type Asking = (requests: readonly Request[], as: TestConnection) => Promise<readonly number[]>;

const ASKING: Readonly<Record<string, Asking>> = {
  'by itself': async (requests, as) => {
    const found: number[] = [];
    for (const { method, path, data } of requests) found.push((await api.ask(method, path, { body: data, as })).status);
    return found;
  },
  'in a Bulk': async (requests, as) => {
    const found: number[] = [];
    for (let from = 0; from < requests.length; from += MAX_BULK_OPERATIONS) {
      const part = requests.slice(from, from + MAX_BULK_OPERATIONS);
      const Operations = part.map((one, at) => ({ ...one, ...(one.method === 'POST' ? { bulkId: `b${at}` } : {}) }));
      const { status, body } = await api.ask('POST', '/Bulk', { body: { schemas: [BULK], Operations }, as });
      expect(status).toBe(200);
      const results = (body.Operations ?? []) as unknown as { status: string }[];
      found.push(...results.map((one) => Number(one.status)));
    }
    return found;
  },
};

interface Case {
  readonly name: MultiValued;
  readonly what: string;
  readonly verb: Verb;
  readonly userName: string;
  readonly value: JsonValue;
  readonly outcome: ReturnType<typeof outcomeOf>;
}

function casesOf(tolerance: Tolerance): readonly Case[] {
  return (['emails', 'addresses', 'roles'] as const).flatMap((name) =>
    SENT.flatMap(({ what, value, means }) =>
      VERBS.map((verb) => ({
        name,
        what,
        verb,
        value: value(name),
        outcome: outcomeOf(means, verb, tolerance),
        userName: `${name} ${what} ${verb}`,
      })),
    ),
  );
}

/** Everybody's attribute by userName. */
async function held(as: TestConnection): Promise<ReadonlyMap<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  for (let startIndex = 1; ;) {
    const { body } = await api.ask('GET', `/Users?count=200&startIndex=${startIndex}`, { as });
    const resources = (body.Resources ?? []) as unknown as JsonObject[];
    if (resources.length === 0) return found;
    for (const one of resources) found.set(one.userName as string, one);
    startIndex += resources.length;
  }
}

async function createAll(cases: readonly Case[], as: TestConnection): Promise<void> {
  const data = ({ name, userName }: Case) => ({ schemas: [USER], userName, [name]: [standingOf(name)] });
  const posts = cases
    .filter(({ verb }) => verb !== 'POST')
    .map((one) => ({ method: 'POST', path: '/Users', data: data(one) }));
  expect(new Set(await ASKING['in a Bulk']?.(posts, as))).toEqual(new Set([201]));
}

function requestOf({ name, verb, userName, value }: Case, id: JsonValue | undefined): Request {
  const { userName: _name, ...body } = bodyOf(verb, name, value);
  if (verb === 'POST') return { method: 'POST', path: '/Users', data: { ...body, userName } };
  if (verb === 'PUT') return { method: 'PUT', path: `/Users/${id as string}`, data: { ...body, userName } };
  return { method: 'PATCH', path: `/Users/${id as string}`, data: body };
}

function expected({ name, verb, outcome }: Case): JsonValue {
  if (outcome === 'refused') return verb === 'POST' ? 'nobody' : [standingOf(name)];
  return outcome.map((one) => (one === 'other' ? otherOf(name) : standingOf(name)));
}

describe.each(Object.entries(ASKING))('a value that cannot be read, sent %s', (_how, asking) => {
  it.each(BOTH)(
    'is refused and changes nothing, and what can be read is written, by every verb (%s)',
    async (tolerance) => {
      const as = await api.addTenant({ tolerance });
      const cases = casesOf(tolerance);
      await createAll(cases, as);
      const before = await held(as);
      const statuses = await asking(
        cases.map((one) => requestOf(one, before.get(one.userName)?.id)),
        as,
      );
      const after = await held(as);
      const found = cases.map((one, at) => {
        const user = after.get(one.userName);
        return [one.userName, (statuses[at] ?? 0) < 300, user === undefined ? 'nobody' : (user[one.name] ?? [])];
      });
      expect(found).toEqual(cases.map((one) => [one.userName, one.outcome !== 'refused', expected(one)]));
    },
  );
});

describe.each(Object.entries(ASKING))('members that cannot be read, sent %s', (_how, asking) => {
  const UNREADABLE: readonly JsonValue[] = [
    [{ display: 'kim' }],
    [{}],
    {},
    [null],
    [[]],
    [7],
    7,
    [{ value: '' }],
    [{ value: null, type: 'User' }],
    [{ $ref: 'https://rollcall.test/scim/v2/Users/x' }],
    [{ vlaue: 'x' }],
  ];

  it.each(BOTH)('never empty a group (%s)', async (tolerance) => {
    const as = await api.addTenant({ tolerance });
    const member = await create('/Users', { schemas: [USER], userName: 'ada' }, as);
    const id = await create('/Groups', { schemas: [GROUP], displayName: 'g', members: [{ value: member }] }, as);
    const requests = UNREADABLE.flatMap((members) => [
      { method: 'POST', path: '/Groups', data: { schemas: [GROUP], displayName: 'new', members } },
      { method: 'PUT', path: `/Groups/${id}`, data: { schemas: [GROUP], displayName: 'g', members } },
      ...['add', 'replace', 'remove'].map((op) => patchOf(id, { op, path: 'members', value: members })),
      ...['add', 'replace'].map((op) => patchOf(id, { op, value: { members } })),
    ]);
    expect(new Set(await asking(requests, as))).toEqual(new Set([400]));
    const { body } = await api.ask('GET', '/Groups', { as });
    expect([body.totalResults, body.Resources]).toEqual([
      1,
      [expect.objectContaining({ meta: expect.objectContaining({ version: 'W/"1"' }) })],
    ]);
  });

  it.each(BOTH)(
    'stay where they are not said to a tolerant connection, and go where they are said to be none (%s)',
    async (tolerance) => {
      const as = await api.addTenant({ tolerance });
      const member = await create('/Users', { schemas: [USER], userName: 'ada' }, as);
      const unsaid = tolerance === 'tolerant' ? [member] : [];
      const put = (more: JsonObject) => (id: string, displayName: string) => ({
        method: 'PUT',
        path: `/Groups/${id}`,
        data: { schemas: [GROUP], displayName, ...more },
      });
      const patch = (operation: JsonObject) => (id: string) => patchOf(id, operation);
      const rows = [
        [put({}), unsaid],
        [put({ members: null }), unsaid],
        [put({ members: [] }), []],
        [patch({ op: 'replace', value: { members: null } }), unsaid],
        [patch({ op: 'add', value: { members: null } }), [member]],
        [patch({ op: 'replace', value: { members: [] } }), []],
        [patch({ op: 'replace', path: 'members', value: null }), []],
        [patch({ op: 'remove', path: 'members' }), []],
        [patch({ op: 'remove', path: `members[value eq "${member}" and type eq "Group"]` }), [member]],
        [patch({ op: 'remove', path: `members[value eq "${member}" and type eq "User"]` }), []],
      ] as const;
      for (const [at, [request, left]] of rows.entries()) {
        const displayName = `g${at}`;
        const id = await create('/Groups', { schemas: [GROUP], displayName, members: [{ value: member }] }, as);
        expect(Math.floor(((await asking([request(id, displayName)], as))[0] ?? 0) / 100)).toBe(2);
        const { body } = await api.ask('GET', `/Groups/${id}`, { as });
        const members = (body.members ?? []) as unknown as { value: string }[];
        expect([at, members.map(({ value }) => value)]).toEqual([at, left]);
      }
    },
  );

  it('count the quirks of each write, and those that only the resource can tell', async () => {
    const as = await api.addTenant();
    const id = await create('/Users', { schemas: [USER], userName: 'ada' }, as);
    const groupId = await create('/Groups', { schemas: [GROUP], displayName: 'g' }, as);
    await quirkCount.take();
    await asking(
      [
        { ...patchOf(id, { op: 'add', path: 'emails[type eq "work"].value', value: 'a@x' }), path: `/Users/${id}` },
        { method: 'PUT', path: `/Users/${id}`, data: { schemas: [USER], userName: 'ada', emails: 'a@x' } },
        { method: 'PUT', path: `/Groups/${groupId}`, data: { schemas: [GROUP], displayName: 'h' } },
      ],
      as,
    );
    expect(await quirkCount.take()).toEqual([
      'create-if-missing',
      'element-as-string',
      'element-without-array',
      'members-unsaid',
    ]);
  });
});

function patchOf(id: string, operation: JsonObject): Request {
  return { method: 'PATCH', path: `/Groups/${id}`, data: { schemas: [PATCH], Operations: [operation] } };
}

async function create(path: string, data: JsonObject, as: TestConnection): Promise<string> {
  const { status, body } = await api.ask('POST', path, { body: data, as });
  expect(status).toBe(201);
  return String(body.id);
}

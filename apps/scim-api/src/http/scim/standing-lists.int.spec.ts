import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { CUSTOM_USER_URN, GROUP_URN, MAX_KEY_LENGTH, MAX_TEXT_LENGTH, MAX_VALUES, USER_URN } from '#scim';
import { TestScimApi, type Answer, type TestConnection } from '../../scim-api.fixture.js';
import { bulk, ENTERPRISE, statuses } from './bulk.fixture.js';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const LONG = 'x'.repeat(MAX_TEXT_LENGTH + 9);
const KEY = 'k'.repeat(MAX_KEY_LENGTH + 9);
const DAY = '2026-02-30T00:00:00Z';
const many = (count: number) => Array.from({ length: count }, (_, at) => ({ value: `${at}@b.example` }));

let api: TestScimApi;
const connections = new Map<string, TestConnection>();
beforeAll(async () => {
  api = await TestScimApi.start();
  for (const tolerance of ['tolerant', 'strict'] as const) {
    const connection = await api.addTenant({ tolerance });
    connections.set(tolerance, connection);
    await api.owner.query(
      `insert into custom_attributes (tenant_id, name, name_key, type, description, created_at, changed_at)
       values ($1, 'Start Date', 'start date', 'date', '', now(), now())`,
      [connection.tenantId],
    );
  }
}, 60_000);
afterAll(() => api.stop());

const USER = {
  active: true,
  title: LONG,
  emails: [{ value: KEY, type: 'work' }, { value: 'a@b.example' }, { type: 'home', display: 'kim' }],
  phoneNumbers: many(MAX_VALUES + 20),
  [ENTERPRISE]: { department: LONG },
  [CUSTOM_USER_URN]: { 'Start Date': DAY },
};
const GROUP = { displayName: '', externalId: KEY };

/** As a version without the bounds wrote it. */
async function store(as: TestConnection): Promise<{ readonly user: Stored; readonly group: Stored }> {
  const id = uuid();
  const user = { userName: `${KEY}${id}`, ...USER };
  await api.owner.query(
    `insert into users (id, tenant_id, version, active, created, last_modified, user_name_key, work_email_key, attributes)
     values ($1, $2, 1, true, now(), now(), $3, $4, $5)`,
    [id, as.tenantId, `${KEY}${id}`, KEY, JSON.stringify(user)],
  );
  const group = { ...GROUP, displayName: `${KEY}${id}` };
  await api.owner.query(
    `insert into groups (id, tenant_id, version, created, last_modified, display_name_key, external_id, attributes)
     values ($1, $2, 1, now(), now(), $3, $4, $5)`,
    [id, as.tenantId, group.displayName, KEY, JSON.stringify(group)],
  );
  return {
    user: { path: `/Users/${id}`, attributes: user, schemas: [USER_URN, ENTERPRISE, CUSTOM_USER_URN] },
    group: { path: `/Groups/${id}`, attributes: group, schemas: [GROUP_URN] },
  };
}

interface Stored {
  readonly path: string;
  readonly attributes: object;
  readonly schemas: readonly string[];
}

const patching = (value: object) => ({ schemas: [PATCH], Operations: [{ op: 'replace', value }] });
const adding = (value: object) => ({
  schemas: [PATCH],
  Operations: Object.entries(value).map(([path, one]) => ({ op: 'add', path, value: one as unknown })),
});

interface Write {
  readonly as: TestConnection;
  readonly to: Stored;
  readonly part: object;
}
type Send = (write: Write) => Promise<number>;
const statusOf = async (answer: Promise<Answer>): Promise<number> => (await answer).status;
const put = ({ to: { schemas, attributes }, part }: Write) => ({ schemas, ...attributes, ...part });
const SENDS: readonly (readonly [string, Send])[] = [
  ['PUT', (write) => statusOf(api.ask('PUT', write.to.path, { body: put(write), as: write.as }))],
  ['PATCH', ({ as, to, part }) => statusOf(api.ask('PATCH', to.path, { body: patching(part), as }))],
  [
    'Bulk of PUT',
    async (write) => {
      const operation = { method: 'PUT', path: write.to.path, data: put(write) };
      return Number(statuses(await bulk(api, [operation], { as: write.as }))[0]);
    },
  ],
  [
    'Bulk of PATCH',
    async ({ as, to, part }) => {
      const operation = { method: 'PATCH', path: to.path, data: patching(part) };
      return Number(statuses(await bulk(api, [operation], { as }))[0]);
    },
  ],
];
const CASES = SENDS.flatMap(([verb, send]) => ['tolerant', 'strict'].map((tolerance) => ({ verb, tolerance, send })));

function connection(tolerance: string): TestConnection {
  return connections.get(tolerance) ?? api.first;
}

describe('somebody who is stored beyond the bounds', () => {
  it.each(CASES)('is sent again, shrunk and disabled by $verb, and gets nothing new ($tolerance)', async (row) => {
    const as = connection(row.tolerance);
    const { user } = await store(as);
    const [work, , unsaid] = USER.emails;
    const write = (part: object) => row.send({ as, to: user, part });
    expect(await write({ ...user.attributes, nickName: 'Al' })).toBe(200);
    const refused = [
      { displayName: LONG },
      { title: `${LONG}x` },
      { emails: [work, { value: `${KEY}y` }] },
      { emails: [work, { display: 'lee' }] },
      { phoneNumbers: many(MAX_VALUES + 21) },
      { [CUSTOM_USER_URN]: { 'Start Date': '2026-02-31T00:00:00Z' } },
    ];
    for (const part of refused) expect(await write(part)).toBe(400);
    const smaller = { emails: [work, unsaid], title: LONG.slice(1), phoneNumbers: many(MAX_VALUES + 19) };
    expect(await write({ ...smaller, active: false })).toBe(200);
    expect((await api.ask('GET', user.path, { as })).body).toMatchObject({
      ...user.attributes,
      ...smaller,
      active: false,
    });
    const [event] = (await api.eventsOf(user.path.slice('/Users/'.length))).slice(-1);
    expect(event).toMatchObject({ type: 'rollcall.UserDeprovisioned', data: { user: { emails: [work, unsaid] } } });
    expect((await api.ask('DELETE', user.path, { as })).status).toBe(204);
  });

  it.each(['tolerant', 'strict'])('keeps by an add what stands (%s)', async (tolerance) => {
    const as = connection(tolerance);
    const { user, group } = await store(as);
    const { title, emails, phoneNumbers } = USER;
    const body = adding({ title, emails, phoneNumbers, active: false });
    expect((await api.ask('PATCH', user.path, { body, as })).body).toMatchObject({ ...user.attributes, active: false });
    expect((await api.ask('PATCH', group.path, { body: adding(group.attributes), as })).status).toBe(204);
  });
});

describe('a group that is stored beyond the bounds', () => {
  it.each(CASES)('is sent again, shortened and deleted by $verb, and gets nothing new ($tolerance)', async (row) => {
    const as = connection(row.tolerance);
    const { group, user } = await store(as);
    const write = (part: object) => row.send({ as, to: group, part });
    const members = [{ value: user.path.slice('/Users/'.length) }];
    expect([200, 204]).toContain(await write({ ...group.attributes, members }));
    expect(await write({ externalId: `${KEY}x` })).toBe(400);
    expect(await write({ displayName: '\u2800' })).toBe(400);
    expect([200, 204]).toContain(await write({ externalId: KEY.slice(1) }));
    const { body } = await api.ask('GET', group.path, { as });
    expect(body).toMatchObject({ ...group.attributes, externalId: KEY.slice(1) });
    expect((await api.ask('DELETE', group.path, { as })).status).toBe(204);
  });
});

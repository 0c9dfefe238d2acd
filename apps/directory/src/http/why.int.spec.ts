import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { at, created, deleted, OTHER_TENANT, TENANT, updated, type Person } from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { Why } from './why.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const BUSINESS = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let reader: Pool;
let why: Why;

const ADA: Person = {
  id: 'ada',
  department: 'Engines',
  managerId: 'bob',
  more: { name: { givenName: 'Ada', familyName: 'Byron' }, [BUSINESS]: { 'Business Unit': 'North' } },
};
const MOVED: Person = { ...ADA, department: 'Looms', managerId: 'eve' };
const MARRIED: Person = { ...MOVED, more: { ...ADA.more, name: { givenName: 'Ada', familyName: 'Lovelace' } } };

function changing(
  person: Person,
  version: number,
  changes: readonly { path: string; before: unknown; after: unknown }[],
) {
  const event = updated(person, { version });
  return { ...event, correlationId: `request-${version}`, data: { ...event.data, changes } } as typeof event;
}

const EVENTS = [
  created(ADA),
  changing(MOVED, 2, [
    { path: `${ENTERPRISE}:department`, before: 'Engines', after: 'Looms' },
    { path: `${ENTERPRISE}:manager.value`, before: 'bob', after: 'eve' },
  ]),
  changing(MARRIED, 3, [{ path: 'name.familyName', before: 'Byron', after: 'Lovelace' }]),
  created({ id: 'gone', title: 'Clerk' }),
  deleted('gone', { version: 2 }),
  created({ id: 'ada', title: 'Other' }, { tenantId: OTHER_TENANT }),
  // The versions between are missing: one of them made her a chief.
  created({ id: 'cy', title: 'Clerk', department: 'Mail' }),
  changing({ id: 'cy', title: 'Chief', department: 'Post' }, 5, [
    { path: `${ENTERPRISE}:department`, before: 'Letters', after: 'Post' },
  ]),
  changing({ id: 'cy', title: 'Chief', department: 'Mail' }, 6, [
    { path: `${ENTERPRISE}:department`, before: 'Post', after: 'Mail' },
  ]),
];

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 1 });
  reader = open(database.url('reader'));
  const reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1_000 });
  why = new Why(reads, { at: () => Promise.resolve(true) }, () => Date.parse('2026-11-24T12:00:00.000Z'));
  const writer = open(database.url('directory'));
  const places = new Map(EVENTS.map(({ id }, index) => [id, { partition: 3, offset: BigInt(index) }]));
  await inTransaction(writer, (tx) => applyUsers(tx, EVENTS, places));
  await writer.end();
});
afterAll(async () => {
  await reader.end();
  await database.drop();
});

const of = (attribute: string, more: object = {}, id = 'ada') =>
  why.of({ tenantId: TENANT }, id, { attribute, ...more });

describe('why a value stands where it stands', () => {
  it('is the event that changed it, with who said so, in which request, and where it stood', async () => {
    expect(await of('department')).toEqual({
      attribute: 'department',
      path: `${ENTERPRISE}:department`,
      value: 'Looms',
      since: at(2),
      before: 'Engines',
      version: 2,
      isAfterGap: false,
      event: EVENTS[1]?.id,
      topic: 'rollcall.users.v1',
      partition: 3,
      offset: '1',
      connection: '018f0000-0000-7000-8000-0000000000c0',
      credential: 'credential-1',
      requestId: 'request-2',
      entry: EVENTS[1]?.id,
    });
  });

  it('is the creation where nothing changed it since', async () => {
    expect(await of('Business Unit')).toMatchObject({ value: 'North', before: null, version: 1, since: at(1) });
    expect(await of('nickName')).toMatchObject({ value: null, before: null, version: 1 });
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('of %s is that nobody has it', async (name) => {
    expect(await of(name)).toMatchObject({ attribute: name, path: name, value: null, before: null, version: 1 });
  });

  it('is asked for a part, or for all of it', async () => {
    expect(await of('name.familyName')).toMatchObject({ value: 'Lovelace', before: 'Byron', version: 3 });
    expect(await of('name')).toMatchObject({
      value: { givenName: 'Ada', familyName: 'Lovelace' },
      before: { givenName: 'Ada', familyName: 'Byron' },
      version: 3,
    });
    expect(await of('managerId')).toMatchObject({ value: { value: 'eve' }, before: { value: 'bob' }, version: 2 });
    expect(await of(`${ENTERPRISE}:manager.value`)).toMatchObject({ value: 'eve', before: 'bob' });
  });

  it('is of a time what it was then', async () => {
    expect(await of('department', { asOf: at(1) })).toMatchObject({ value: 'Engines', version: 1, asOf: at(1) });
    await expect(of('department', { asOf: '2020-01-01' })).rejects.toMatchObject({ status: 404 });
    await expect(of('department', { asOf: 'soon' })).rejects.toMatchObject({ status: 400 });
  });

  it('is never an event that did not make it so, where versions between are missing', async () => {
    const gap = { version: 5, since: at(5), isAfterGap: true, event: EVENTS[7]?.id };
    expect(await of('title', {}, 'cy')).toMatchObject({ value: 'Chief', before: 'Clerk', ...gap });
    expect(await of('title', { asOf: at(1) }, 'cy')).toMatchObject({ value: 'Clerk', version: 1, isAfterGap: false });
    expect(await of('department', { asOf: at(5) }, 'cy')).toMatchObject({ value: 'Post', before: 'Letters', ...gap });
    expect(await of('department', {}, 'cy')).toMatchObject({ value: 'Mail', before: 'Post', version: 6 });
    expect(await of('userName', {}, 'cy')).toMatchObject({ value: 'cy@example.com', version: 1, isAfterGap: false });
  });

  it('is the deletion of who is no more', async () => {
    expect(await of('title', {}, 'gone')).toMatchObject({ value: null, before: 'Clerk', version: 2, since: at(2) });
  });

  it.each(['nobody', '\0'])('of %j is a 404, as another tenant’s is', async (id) => {
    await expect(of('title', {}, id)).rejects.toMatchObject({ status: 404 });
    expect(await of('title')).toMatchObject({ value: null });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { groupCreated, groupDeleted, groupUpdated } from '../projection/group-events.fixture.js';
import { created, deleted, disabled, OTHER_TENANT, TENANT } from '../projection/user-events.fixture.js';
import { applyGroups } from '../storage/apply-groups.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { digestProjection } from '../storage/digest.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { Groups } from './groups.js';
import { History } from './history.js';
import { Totals } from './totals.js';

const PAGE = { limit: 50 } as const;
const ADA = { id: 'ada', displayName: 'Ada Lovelace', title: 'Analyst', department: 'Engines' };
const USER_EVENTS = [
  created(ADA),
  disabled({ id: 'alan', displayName: 'Alan' }, { version: 1 }),
  created({ id: 'gone' }),
  deleted('gone', { version: 2 }),
];
const GROUP_EVENTS = [
  groupCreated('g1', 'Ärzte', { externalId: 'x-1', added: ['ada', 'alan', 'nobody', 'gone'] }),
  groupUpdated('g1', 'Ärzte', {
    version: 2,
    externalId: 'x-1',
    added: ['ada', 'group-2'],
    removed: ['nobody', 'never'],
  }),
  groupCreated('group-2', 'Builders', { added: ['ada'] }),
  groupUpdated('group-2', 'ZZ Builders', { version: 2 }),
  groupCreated('g3', 'Arbeit', { added: ['ada'] }),
  groupDeleted('g3', { version: 2 }),
  groupCreated('g1', 'Theirs', { tenantId: OTHER_TENANT, added: ['ada'] }),
];

let database: TestDatabase<keyof typeof DATABASE.roles>;
let reader: Pool;
let writer: Pool;
let groups: Groups;
let totals: Totals;

const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 1 });

async function digest(of: Pool): Promise<string> {
  const client = await of.connect();
  try {
    await client.query('begin');
    return (await digestProjection(client)).sha256;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  [reader, writer] = [open(database.url('reader')), open(database.url('directory'))];
  const reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1 });
  groups = new Groups(reads);
  totals = new Totals(reads, new History(reads));
  await inTransaction(writer, (tx) => applyUsers(tx, USER_EVENTS));
  await inTransaction(writer, (tx) => applyGroups(tx, GROUP_EVENTS));
});
afterAll(async () => {
  await Promise.all([reader.end(), writer.end()]);
  await database.drop();
});

const names = async (query: object, tenant = TENANT) =>
  (await groups.list(tenant, { ...PAGE, ...query })).items.map(({ displayName }) => displayName);

describe('groups', () => {
  it('are in order of their names, whatever their case and accents, with how many are in them', async () => {
    const { items, next } = await groups.list(TENANT, PAGE);
    expect(items).toMatchObject([
      { id: 'g1', displayName: 'Ärzte', externalId: 'x-1', members: 4, version: 2 },
      { id: 'group-2', displayName: 'ZZ Builders', externalId: null, members: 1, version: 2 },
    ]);
    expect(next).toBeNull();
  });

  it('come in pages', async () => {
    const first = await groups.list(TENANT, { limit: 1 });
    const second = await groups.list(TENANT, { limit: 1, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['g1', 'group-2']);
    expect(second.next).toBeNull();
  });

  it('are found by the beginning of a name, and by who is in them', async () => {
    expect(await names({ search: 'ARZ' })).toEqual(['Ärzte']);
    expect(await names({ search: 'builders' })).toEqual([]);
    expect(await names({ memberId: 'ada' })).toEqual(['Ärzte', 'ZZ Builders']);
    expect(await names({ memberId: 'group-2' })).toEqual(['Ärzte']);
    expect(await names({ memberId: 'nobody' })).toEqual([]);
    await expect(names({ memberId: 'ada', search: 'a' })).rejects.toMatchObject({ status: 400 });
  });

  it('have names by their ids, in pages, and of those alone that there are', async () => {
    expect(await names({ id: ['group-2', 'g1', 'g1', 'g3', 'nobody', '\0'] })).toEqual(['Ärzte', 'ZZ Builders']);
    const first = await groups.list(TENANT, { id: ['group-2', 'g1'], limit: 1 });
    const second = await groups.list(TENANT, { id: ['group-2', 'g1'], limit: 1, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['g1', 'group-2']);
    expect(await names({ id: ['group-2'] }, OTHER_TENANT)).toEqual([]);
  });

  it.each([{ memberId: 'ada' }, { search: 'a' }])('have no names by ids together with %j', async (other) => {
    await expect(names({ id: ['g1'], ...other })).rejects.toMatchObject({
      status: 400,
      extensions: { parameter: Object.keys(other)[0] },
    });
  });

  it('are one tenant’s', async () => {
    expect(await names({}, OTHER_TENANT)).toEqual(['Theirs']);
    expect(await names({ memberId: 'alan' }, OTHER_TENANT)).toEqual([]);
    expect(await totals.of({ tenantId: TENANT, seesLeavers: true })).toMatchObject({
      groups: { count: 2, isExact: true },
    });
    expect(await totals.of({ tenantId: OTHER_TENANT, seesLeavers: true })).toMatchObject({
      groups: { count: 1, isExact: true },
    });
  });
});

describe('one group', () => {
  it('is found by its id', async () => {
    expect(await groups.find(TENANT, 'g1')).toMatchObject({ displayName: 'Ärzte', members: 4 });
    expect(await groups.find(OTHER_TENANT, 'g1')).toMatchObject({ displayName: 'Theirs', members: 1 });
  });

  it.each(['g3', 'nobody', '\0'])('%j is not there, nor are its members', async (id) => {
    await expect(groups.find(TENANT, id)).rejects.toMatchObject({ status: 404 });
    await expect(groups.members(TENANT, id, PAGE)).rejects.toMatchObject({ status: 404 });
  });

  it('tells who is in it by name, as far as that is known', async () => {
    const first = await groups.members(TENANT, 'g1', { limit: 3 });
    const second = await groups.members(TENANT, 'g1', { limit: 3, cursor: first.next ?? '' });
    const unknown = { active: null, title: null, department: null };
    expect([...first.items, ...second.items]).toEqual([
      { id: 'ada', type: 'User', displayName: 'Ada Lovelace', active: true, title: 'Analyst', department: 'Engines' },
      { id: 'alan', type: 'User', displayName: 'Alan', active: false, title: null, department: null },
      { id: 'gone', type: 'User', displayName: null, ...unknown },
      { id: 'group-2', type: 'Group', displayName: 'ZZ Builders', ...unknown },
    ]);
    expect(second.next).toBeNull();
  });
});

describe('the fold of groups', () => {
  it('is the same however the events are cut, and is not changed by hearing them again', async () => {
    const whole = await digest(writer);
    await inTransaction(writer, (tx) => applyGroups(tx, GROUP_EVENTS));
    expect(await digest(writer)).toBe(whole);
    const other = await createTestDatabase(DATABASE, MIGRATIONS);
    const anew = open(other.url('directory'));
    try {
      for (const event of GROUP_EVENTS) await inTransaction(anew, (tx) => applyGroups(tx, [event]));
      await inTransaction(anew, (tx) => applyUsers(tx, USER_EVENTS));
      expect(await digest(anew)).toBe(whole);
    } finally {
      await anew.end();
      await other.drop();
    }
  });
});

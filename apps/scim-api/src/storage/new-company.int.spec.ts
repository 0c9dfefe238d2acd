import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, type Pool, type QueryConfig } from 'pg';
import { v7 as uuid } from 'uuid';
import type { RollcallEvent } from '#contracts';
import { outboxInsertOfStored } from '#outbox';
import { inTransaction, openPool, withSettings, type Transaction } from '#postgres';
import { GROUP_TYPE, parseFilter, type ResourceTypeName, USER_TYPE } from '#scim';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { inFourStates, Looks, pagesOf, type LookUps } from '../../../../test/support/four-states.js';
import { createUser } from '../users/decide-user.js';
import type { UserChange } from '../users/user-change.js';
import { requestOf } from '../writes/write-request.fixture.js';
import { DATABASE, MIGRATIONS } from './database.js';
import { usersById, usersByName } from './read/keyed-statements.js';
import { countRows, pageOfRows, sliceOfRows } from './read/page-statements.js';
import { planFilter } from './read/plan-filter.js';
import { groupNameOwner, lockGroupsOf } from './statements/groups.js';
import { findMembers, removeMembers } from './statements/members.js';
import { nameOwners, scopeWithKeptPlans } from './statements/users.js';
import { writeNewUsers } from './writer/write-new-users.js';

const PEOPLE = 20_000;
const TABLES = ['users', 'user_emails', 'groups', 'group_members'];
// A row by its id is one look-up in either of the two indexes that begin with it or its tenant.
const looks = new Looks((index) => index.replace(/^(users|groups)_(pkey|page)$/, '$1 by id'));

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let scim: Client;

const FILL = [
  `insert into users
   select uuidv7(), $1, 1, n % 10 <> 0, now(), now(), 'user' || n, 'ext' || n, 'mail' || n, 'm' || n, repeat('x', 300),
          'name ' || n, 'n' || n, array[n]
     from generate_series(1, $2::int) as n`,
  `insert into user_emails select $1, 'home' || n, uuidv7(), 'home' from generate_series(1, $2::int) as n`,
  `insert into groups
   select uuidv7(), $1, 1, now(), now(), 'group' || n, 'gext' || n, '{}' from generate_series(1, $2::int) as n`,
  `insert into group_members
   select g.id, md5(g.id::text)::uuid, $1, 'User' from groups g where g.tenant_id = $1 and $2::int > 0`,
];

async function company(): Promise<string> {
  const tenant = uuid();
  for (const statement of FILL) await owner.query(statement, [tenant, PEOPLE]);
  return tenant;
}

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  scim = new Client({ connectionString: database.url('scim') });
  await Promise.all([owner.connect(), scim.connect()]);
  // As the service plans (startScimApi).
  await scim.query('set plan_cache_mode = force_custom_plan');
  await inFourStates({
    owner,
    tables: TABLES,
    found: company,
    async look(state, tenant) {
      const { rows } = await owner.query<{ member_id: string }>(
        'select member_id from group_members where tenant_id = $1 limit 1',
        [tenant],
      );
      await looks.take({ state, tenant, as: scim }, asked(lookUps(rows[0]?.member_id ?? '')));
    },
  });
}, 120_000);

afterAll(async () => {
  await Promise.all([owner.end(), scim.end()]);
  await database.drop();
});

function filtered(filter: string, type: ResourceTypeName): QueryConfig {
  const rules = { type: type === 'User' ? USER_TYPE : GROUP_TYPE, tolerance: 'tolerant' } as const;
  return countRows(type, planFilter(parseFilter(filter, rules).filter, type).candidates);
}

const BY_ID = { by: 'id', isDescending: false } as const;

function lookUps(member: string): Readonly<Record<string, QueryConfig>> {
  const [users] = findMembers([member]);
  return {
    userName: filtered('userName eq "user7"', 'User'),
    externalId: filtered('externalId eq "ext7"', 'User'),
    'work mail': filtered('emails[type eq "work"].value eq "mail7"', 'User'),
    'any mail': filtered('emails.value eq "home7"', 'User'),
    employeeNumber: filtered('employeeNumber eq "n7"', 'User'),
    displayName: filtered('displayName eq "Name 77"', 'User'),
    'the names of a batch': nameOwners(Array.from({ length: 10 }, (_, n) => `user${n * 7 + 1}`)),
    'users by their names': usersByName(Array.from({ length: 10 }, (_, n) => `user${n * 7 + 1}`)),
    'users by their ids': usersById(Array.from({ length: 10 }, () => uuid())),
    'a group by name': filtered('displayName eq "group7"', 'Group'),
    'the owner of a group’s name': groupNameOwner('group7'),
    'a group by externalId': filtered('externalId eq "gext7"', 'Group'),
    'the groups of a member': filtered(`members.value eq "${member}"`, 'Group'),
    'the groups that are locked': lockGroupsOf(member, { groups: 200, bytes: 524_288 }),
    ...(users === undefined ? {} : { 'who becomes a member': users }),
    'who leaves a group': removeMembers(uuid(), [{ value: member, type: null }]),
    'a page': pageOfRows('User', null, { order: BY_ID, place: { after: null, offset: 0, limit: 100 } }),
    'a page by name': pageOfRows('User', null, {
      order: { by: 'name', isDescending: false },
      place: { after: { name: 'user7', id: uuid() }, offset: 0, limit: 100 },
    }),
    'a slice': sliceOfRows('User', { candidates: null, decided: [] }, { after: null, limit: 500 }),
  };
}

/** With an address beside the first one, so that each of the statements is asked. */
function newUser(tenantId: string, userName: string): UserChange {
  const emails = ['work', 'home'].map((type) => ({ type, value: `${userName}@${type}.example` }));
  return createUser(requestOf(tenantId), { userName, active: true, emails });
}

function eventOf(tenantId: string, userName: string): RollcallEvent {
  const made = createUser(requestOf(tenantId), { userName, active: true }).decide(null, new Map());
  if (made.kind !== 'saved') throw new Error(made.kind);
  return made.event;
}

const KEPT_STATEMENTS = ['create-users', 'insert-emails-stored', 'outbox-append-users'];
/** Of a connection of the service, how often each of them was planned for its values. */
const KEPT = `
  select name, custom_plans::int as custom
    from pg_prepared_statements
   where name = any('{${KEPT_STATEMENTS.join(',')}}')
   order by name`;

/** A kept plan is the same for all values. */
async function keptPlan(pool: Pool, name: string): Promise<string> {
  const { rows: found } = await pool.query<{ parameters: number }>(
    'select cardinality(parameter_types) as parameters from pg_prepared_statements where name = $1',
    [name],
  );
  const values = Array.from({ length: found[0]?.parameters ?? 0 }, () => 'null').join(', ');
  const { rows } = await inTransaction(pool, async (tx) => {
    await tx.query(scopeWithKeptPlans(uuid()));
    return tx.query<Record<string, string>>(`explain execute "${name}" (${values})`);
  });
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

function asked(statements: Readonly<Record<string, QueryConfig>>): LookUps {
  return Object.fromEntries(
    Object.entries(statements).map(([name, statement]) => [name, (tx: Transaction) => tx.query(statement)]),
  );
}

describe('as the service’s role, whatever ANALYZE has seen of a company of 20,000', () => {
  it.each(Object.keys(lookUps('')))('%s is looked up in the same way, at the same cost', (name) => {
    expect(looks.unevenOnes(name)).toEqual([]);
  });

  it('would read the company where its statistics are counted: the checks above can fail', async () => {
    await owner.query('alter table users alter column tenant_id set statistics 100');
    await owner.query('analyze users');
    await scim.query(`select set_config('rollcall.tenant', $1, false)`, [await company()]);
    expect(await pagesOf(scim, filtered('userName eq "user7"', 'User'))).toBeGreaterThan(1_000);
  });
});

describe('the first company of an installation, in its first minutes', () => {
  it('is provisioned by plans that were made before anybody was there, and read no table', async () => {
    const young = await createTestDatabase(DATABASE, MIGRATIONS);
    const founder = new Client({ connectionString: young.ownerUrl });
    // As the service plans what is not new.
    const url = withSettings(young.url('scim'), ['plan_cache_mode=force_custom_plan']);
    const pool = openPool({ url, applicationName: 'new-company', max: 1, pipeline: true });
    try {
      await founder.connect();
      await founder.query(`analyze ${TABLES.join(', ')}`);
      const tenant = uuid();
      const first = await writeNewUsers(pool, tenant, [newUser(tenant, 'first')]);
      const second = await writeNewUsers(pool, tenant, [newUser(tenant, 'second'), newUser(tenant, 'First')]);
      expect([...first, ...second].map(({ kind }) => kind)).toEqual(['saved', 'saved', 'refused']);
      const { rows } = await pool.query<{ name: string; custom: number }>(KEPT);
      expect(rows.map(({ name, custom }) => [name, custom])).toEqual(KEPT_STATEMENTS.map((name) => [name, 0]));
      const plans = await Promise.all(KEPT_STATEMENTS.map((name) => keptPlan(pool, name)));
      expect(plans.join('\n')).toContain('Conflict Arbiter Indexes: users_user_name');
      // Those who were stored are known by their ids.
      expect(plans.join('\n').match(/\w+ Scan using \w+|Seq Scan/g)).toEqual(
        Array(2).fill('Index Scan using users_pkey'),
      );
    } finally {
      await Promise.all([founder.end(), pool.end()]);
      await young.drop();
    }
  });

  it('has its names looked up by index, however many a batch brings', async () => {
    const young = await createTestDatabase(DATABASE, MIGRATIONS);
    const [founder, service] = [young.ownerUrl, young.url('scim')].map((url) => new Client({ connectionString: url }));
    if (founder === undefined || service === undefined) throw new Error('two clients');
    try {
      await Promise.all([founder.connect(), service.connect()]);
      const tenant = uuid();
      await founder.query(FILL[0] ?? '', [tenant, 1_000]);
      await service.query('set plan_cache_mode = force_custom_plan');
      await service.query(`select set_config('rollcall.tenant', $1, false)`, [tenant]);
      const names = Array.from({ length: 10 }, (_, n) => `user${n * 7 + 1}`);
      // Root, leaf and row of each.
      expect(await pagesOf(service, nameOwners(names))).toBeLessThanOrEqual(3 * names.length);
      expect(await pagesOf(service, usersByName(names))).toBeLessThanOrEqual(3 * names.length);
      // Of users who are not there nothing is appended.
      const append = outboxInsertOfStored('users')(names.map((name) => eventOf(tenant, name)));
      expect(await pagesOf(service, append)).toBeLessThanOrEqual(3 * names.length);
    } finally {
      await Promise.all([founder.end(), service.end()]);
      await young.drop();
    }
  });
});

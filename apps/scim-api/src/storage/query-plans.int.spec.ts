import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, type QueryConfig } from 'pg';
import { v7 as uuid } from 'uuid';
import { GROUP_TYPE, parseFilter, type ResourceTypeName, USER_TYPE } from '#scim';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { DATABASE, MIGRATIONS } from './database.js';
import {
  countRows,
  pageOfRows,
  sliceOfRows,
  uniqueRow,
  type IndexedOrder,
  type PagePlace,
} from './read/page-statements.js';
import { planFilter } from './read/plan-filter.js';
import { lockUsers, nameOwners } from './statements/users.js';

const TENANTS = [uuid(), uuid()];
const PEOPLE = 20_000;
const SMALL = { tenant: uuid(), people: 200 };

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let scim: Client;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  scim = new Client({ connectionString: database.url('scim') });
  await Promise.all([owner.connect(), scim.connect()]);
  for (const tenant of [...TENANTS, SMALL.tenant]) {
    const fill = [
      `insert into users
       select gen_random_uuid(), $1, 1, n % 10 <> 0, now(), now(), 'user' || n, 'ext' || n, 'mail' || n, 'm' || n, '{}',
              'name ' || n, 'n' || n, array[n]
         from generate_series(1, $2::int) as n`,
      `insert into user_emails select $1, 'home' || n, gen_random_uuid(), 'home' from generate_series(1, $2::int) as n`,
      `insert into groups
       select gen_random_uuid(), $1, 1, now(), now(), 'group' || n, 'gext' || n, '{}' from generate_series(1, $2::int) as n`,
      `insert into group_members
       select g.id, gen_random_uuid(), $1, 'User' from groups g where g.tenant_id = $1 and $2 > 0`,
    ];
    for (const statement of fill) {
      await owner.query(statement, [tenant, tenant === SMALL.tenant ? SMALL.people : PEOPLE]);
    }
  }
  await owner.query('analyze');
  await scim.query(`select set_config('rollcall.tenant', $1, false)`, [TENANTS[0]]);
}, 60_000);

afterAll(async () => {
  await Promise.all([owner.end(), scim.end()]);
  await database.drop();
});

/** As the service's role, and as a prepared statement that no longer looks at its values. */
async function planOf({ text, values = [] }: QueryConfig, mode = 'force_generic_plan'): Promise<string> {
  await scim.query(`set plan_cache_mode = ${mode}`);
  const name = `p${uuid().replaceAll('-', '')}`;
  await scim.query(`prepare ${name} as ${text}`);
  const literals = values.map((value) => `'${Array.isArray(value) ? `{${value.join(',')}}` : String(value)}'`);
  const { rows } = await scim.query<Record<string, string>>(
    `explain execute ${name}${literals.length === 0 ? '' : `(${literals.join(',')})`}`,
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const BY_ID: IndexedOrder = { by: 'id', isDescending: false };
const page = (type: ResourceTypeName, order = BY_ID, place: Partial<PagePlace> = {}): QueryConfig =>
  pageOfRows(type, null, { order, place: { after: null, offset: 0, limit: 100, ...place } });

/** Every statement that answers the filter. */
function statementsOf(filter: string, type: ResourceTypeName): QueryConfig[] {
  const rules = { type: type === 'User' ? USER_TYPE : GROUP_TYPE, tolerance: 'tolerant' } as const;
  const { candidates, isExact, isUnique, decided } = planFilter(parseFilter(filter, rules).filter, type);
  if (isUnique && isExact && candidates !== null) return [uniqueRow(type, candidates)];
  if (!isExact)
    return [sliceOfRows(type, { candidates, decided: [...decided.values()] }, { after: uuid(), limit: 500 })];
  const place = { after: null, offset: 0, limit: 100 };
  return [countRows(type, candidates), pageOfRows(type, candidates, { order: BY_ID, place })];
}

describe('as the service’s role, at 20,000 users in each of two tenants', () => {
  it.each([
    'userName eq "user7"',
    'externalId eq "ext7"',
    'externalId eq "ext7" and active eq true',
    `id eq "${uuid()}"`,
    `id eq "${uuid()}" and manager eq "x"`,
    'emails[type eq "work"].value eq "mail7"',
    'emails[type eq "home" and value eq "home7"]',
    'emails.value eq "home7"',
    'displayName co "name 77"',
    'displayName eq "Name 7"',
    'employeeNumber eq "n7"',
    'userName eq "user7" or externalId eq "ext8" or emails.value eq "home9"',
    'externalId eq "ext7" and title co "x"',
    'title pr',
    `groups.value eq "${uuid()}"`,
  ])('the filter %s reads an index, not the table', async (filter) => {
    for (const statement of statementsOf(filter, 'User')) {
      const plan = await planOf(statement);
      expect(plan).toContain('Index');
      expect(plan).not.toContain('Seq Scan');
    }
  });

  it.each(['displayName eq "group7"', 'externalId eq "gext7"', `members[value eq "${uuid()}"]`])(
    'the filter %s of groups reads an index, not the table',
    async (filter) => {
      for (const statement of statementsOf(filter, 'Group')) {
        const plan = await planOf(statement);
        expect(plan).toContain('Index');
        expect(plan).not.toContain('Seq Scan');
      }
    },
  );

  it.each([
    ['a page', page('User')],
    ['a page far behind', page('User', BY_ID, { offset: 15_000 })],
    ['a page by cursor', page('User', BY_ID, { after: { name: '', id: uuid() } })],
    ['a page by name', page('User', { by: 'name', isDescending: true }, { after: { name: 'user7', id: uuid() } })],
    ['the names of a batch', nameOwners(['user1', 'user2'])],
    ['the rows of a batch', lockUsers([uuid(), uuid()], 2_097_152)],
  ])('%s reads an index, not the table', async (_name, statement) => {
    expect(await planOf(statement)).not.toContain('Seq Scan');
  });

  it.each([
    ['User', 'manager eq "m7"'],
    ['User', 'not (externalId eq "ext7")'],
    ['User', 'active eq false'],
    ['User', 'meta.lastModified gt "2026-01-01T00:00:00Z"'],
    ['User', 'not (groups.type eq "direct") or title pr'],
    ['User', 'title pr'],
    ['User', 'id pr'],
    ['Group', 'members pr'],
    ['Group', 'not (members.type eq "Group")'],
  ] as const)('of %ss the filter %s, which no index answers, looks at one tenant’s rows', async (type, filter) => {
    await scim.query(`select set_config('rollcall.tenant', $1, false)`, [SMALL.tenant]);
    try {
      for (const statement of statementsOf(filter, type)) {
        // Planned for its values, as the service has it: the planner knows how small the tenant is.
        expect(await planOf(statement, 'force_custom_plan')).not.toContain('Seq Scan');
      }
    } finally {
      await scim.query(`select set_config('rollcall.tenant', $1, false)`, [TENANTS[0]]);
    }
  });

  it('would read the whole table for a condition that is not leakproof: the checks above can fail', async () => {
    const plan = await planOf({ text: 'select id from users where lower(user_name_key) = $1', values: ['user7'] });
    expect(plan).not.toContain('users_user_name');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, type QueryConfig } from 'pg';
import { v7 as uuid } from 'uuid';
import { GROUP_TYPE, parseFilter, type ResourceTypeName, USER_TYPE } from '#scim';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { DATABASE, MIGRATIONS } from './database.js';
import { filterToSql } from './read/filter-to-sql.js';
import { pageOfRows, uniqueRow } from './read/page-statements.js';
import { lockUsers, nameOwners } from './statements/users.js';

const TENANTS = [uuid(), uuid()];
const PEOPLE = 20_000;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let scim: Client;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  owner = new Client({ connectionString: database.ownerUrl });
  scim = new Client({ connectionString: database.url('scim') });
  await Promise.all([owner.connect(), scim.connect()]);
  for (const tenant of TENANTS) {
    const fill = [
      `insert into users
       select gen_random_uuid(), $1, 1, n % 10 <> 0, now(), now(), 'user' || n, 'ext' || n, 'mail' || n, null, '{}'
         from generate_series(1, $2::int) as n`,
      `insert into user_emails select $1, 'home' || n, gen_random_uuid(), 'home' from generate_series(1, $2::int) as n`,
      `insert into groups
       select gen_random_uuid(), $1, 1, now(), now(), 'group' || n, 'gext' || n, '{}' from generate_series(1, $2::int) as n`,
      `insert into group_members
       select g.id, gen_random_uuid(), $1, 'User' from groups g where g.tenant_id = $1 and $2 > 0`,
    ];
    for (const statement of fill) await owner.query(statement, [tenant, PEOPLE]);
  }
  await owner.query('analyze');
  await scim.query(`select set_config('rollcall.tenant', $1, false)`, [TENANTS[0]]);
}, 60_000);

afterAll(async () => {
  await Promise.all([owner.end(), scim.end()]);
  await database.drop();
});

/** As the service's role, and as a prepared statement that no longer looks at its values. */
async function planOf({ text, values = [] }: QueryConfig): Promise<string> {
  await scim.query('set plan_cache_mode = force_generic_plan');
  const name = `p${uuid().replaceAll('-', '')}`;
  await scim.query(`prepare ${name} as ${text}`);
  const literals = values.map((value) => `'${Array.isArray(value) ? `{${value.join(',')}}` : String(value)}'`);
  const { rows } = await scim.query<Record<string, string>>(`explain execute ${name}(${literals.join(',')})`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

const filtered = (filter: string, type: ResourceTypeName): QueryConfig => {
  const condition = filterToSql(
    parseFilter(filter, { type: type === 'User' ? USER_TYPE : GROUP_TYPE, tolerance: 'tolerant' }).filter,
    type,
  );
  return condition.isUnique ? uniqueRow(type, condition) : pageOfRows(type, condition, { startIndex: 1, count: 100 });
};

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
  ])('the filter %s reads an index, not the table', async (filter) => {
    const plan = await planOf(filtered(filter, 'User'));
    expect(plan).toContain('Index');
    expect(plan).not.toContain('Seq Scan');
  });

  it.each(['displayName eq "group7"', 'externalId eq "gext7"', `members[value eq "${uuid()}"]`])(
    'the filter %s of groups reads an index, not the table',
    async (filter) => {
      const plan = await planOf(filtered(filter, 'Group'));
      expect(plan).toContain('Index');
      expect(plan).not.toContain('Seq Scan');
    },
  );

  it.each([
    ['a page', pageOfRows('User', null, { startIndex: 1, count: 100 })],
    ['the names of a batch', nameOwners(['user1', 'user2'])],
    ['the rows of a batch', lockUsers([uuid(), uuid()])],
  ])('%s reads an index, not the table', async (_name, statement) => {
    expect(await planOf(statement)).not.toContain('Seq Scan');
  });

  it('would read the whole table for a condition that is not leakproof: the checks above can fail', async () => {
    const plan = await planOf({ text: 'select id from users where lower(user_name_key) = $1', values: ['user7'] });
    expect(plan).not.toContain('users_user_name');
  });
});

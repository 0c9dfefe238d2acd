import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, type QueryConfig } from 'pg';
import { v7 as uuid } from 'uuid';
import { GROUP_TYPE, parseFilter, type ResourceTypeName, USER_TYPE } from '#scim';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { DATABASE, MIGRATIONS } from './database.js';
import { countRows, pageOfRows, sliceOfRows } from './read/page-statements.js';
import { planFilter } from './read/plan-filter.js';
import { groupNameOwner, lockGroupsOf } from './statements/groups.js';
import { findMembers, removeMembers } from './statements/members.js';
import { nameOwners } from './statements/users.js';

const PEOPLE = 20_000;
const TABLES = 'users, user_emails, groups, group_members';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Client;
let scim: Client;
const seen = new Map<string, Look[]>();

interface Look {
  readonly state: string;
  readonly index: string;
  readonly buffers: number;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

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

  // ANALYZE runs when this says so: by itself it may come while a company's rows are there and not yet committed.
  for (const table of TABLES.split(', ')) await owner.query(`alter table ${table} set (autovacuum_enabled = false)`);
  await look('never analysed', await company());
  await owner.query(`truncate ${TABLES}`);
  await owner.query(`analyze ${TABLES}`);
  await look('analysed empty', await company());
  await company();
  await owner.query(`analyze ${TABLES}`);
  const newcomer = await company();
  await look('new after ANALYZE', newcomer);
  await owner.query(`analyze ${TABLES}`);
  await look('all analysed', newcomer);
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
    'a group by name': filtered('displayName eq "group7"', 'Group'),
    'the owner of a group’s name': groupNameOwner('group7'),
    'a group by externalId': filtered('externalId eq "gext7"', 'Group'),
    'the groups of a member': filtered(`members.value eq "${member}"`, 'Group'),
    'the groups that are locked': lockGroupsOf(member),
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

async function look(state: string, tenant: string): Promise<void> {
  const { rows } = await owner.query<{ member_id: string }>(
    'select member_id from group_members where tenant_id = $1 limit 1',
    [tenant],
  );
  await scim.query(`select set_config('rollcall.tenant', $1, false)`, [tenant]);
  for (const [name, { text, values = [] }] of Object.entries(lookUps(rows[0]?.member_id ?? ''))) {
    await scim.query('begin');
    // The first turn may set hint bits and clean dead entries; the second reads what every other does.
    let plan: PlanNode | undefined;
    for (let turn = 0; turn < 2; turn += 1) {
      const explained = await scim.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
        `explain (analyze, buffers, format json) ${text}`,
        values,
      );
      plan = explained.rows[0]?.['QUERY PLAN'][0]?.Plan;
    }
    await scim.query('rollback');
    if (plan === undefined) throw new Error('no plan');
    const looks = seen.get(name) ?? [];
    const buffers = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
    seen.set(name, [...looks, { state, index: [...new Set(accesses(plan))].sort().join(', '), buffers }]);
  }
}

/** Which index finds the rows; a row by its id is one look-up in either of the two indexes that begin with it or its tenant. */
function accesses(node: PlanNode): string[] {
  const own = node['Index Name'] ?? (node['Node Type'] === 'Seq Scan' ? `all of ${node['Relation Name']}` : undefined);
  const named = own === undefined ? [] : [own.replace(/^(users|groups)_(pkey|page)$/, '$1 by id')];
  return [...named, ...(node.Plans ?? []).flatMap(accesses)];
}

describe('as the service’s role, whatever ANALYZE has seen of a company of 20,000', () => {
  it.each(Object.keys(lookUps('')))('%s is looked up in the same way, at the same cost', (name) => {
    const looks = seen.get(name) ?? [];
    expect(looks).toHaveLength(4);
    expect(looks.map(({ state, index }) => ({ state, index }))).toEqual(
      looks.map(({ state }) => ({ state, index: looks[0]?.index })),
    );
    expect(looks[0]?.index).not.toContain('all of');
    const buffers = looks.map((one) => one.buffers);
    expect(Math.max(...buffers)).toBeLessThanOrEqual(2 * Math.min(...buffers));
  });

  it('would read the company where its statistics are counted: the checks above can fail', async () => {
    await owner.query('alter table users alter column tenant_id set statistics 100');
    await owner.query('analyze users');
    const { text, values = [] } = nameOwners(['user7']);
    await scim.query(`select set_config('rollcall.tenant', $1, false)`, [await company()]);
    const { rows } = await scim.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
      `explain (analyze, buffers, format json) ${text}`,
      [...values],
    );
    expect(rows[0]?.['QUERY PLAN'][0]?.Plan['Shared Hit Blocks']).toBeGreaterThan(1_000);
  });
});

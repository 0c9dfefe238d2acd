import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction, openPool, scopeToTenant, withSearchPath } from '#postgres';
import { Client, escapeLiteral, type Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from './apply-users.js';
import { ChartMaker } from './chart-maker.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { MIGRATIONS } from './migrations.js';
import { LAST_NAMED, LIST_ACTIVE_UNDER, LIST_CIRCLE, WALK_INACTIVE } from './statements/list-findings.js';
import { FIND_NEXT_CHILD, LIST_RANGE, LIST_TOPS, SHOW_PLACES } from './statements/list-places.js';
import { MANAGERS_ABOVE_AT } from './statements/managers-above-at.js';
import { WALK_ACCESS } from './statements/walk-access.js';
import { LIST_CHAIN_AT, LIST_PEOPLE_AT, LIST_SOME_AT, LIST_TEAM_AT, NAME_AT, PRESENT } from './statements/lines-at.js';
import { ACTIVE_NOW } from './statements/active-now.js';
import { CALL_AT } from './statements/named-at.js';
import { SHOW_AS_OF } from './statements/show-as-of.js';
import { TENANT_MOMENTS } from './statements/tenant-moments.js';

const PEOPLE = 20_000;
const BATCH = 2_000;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let reader: Pool;

const person = (n: number): string => `018f1111-0000-7000-8000-${String(n).padStart(12, '0')}`;
const mail = (n: number): string => `mail${n}@x.example`;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'plans', max: 1 });
  reader = open(database.url('reader'));
  const writer = open(database.url('directory'));
  for (let from = 0; from < PEOPLE; from += BATCH) {
    const events = Array.from({ length: BATCH }, (_, index) => from + index).flatMap((n) => {
      const tenantId = n % 4 === 0 ? OTHER_TENANT : TENANT;
      const boss = Math.floor(n / 8) + 1;
      const managerId = n % 5 === 0 ? mail(boss) : person(boss);
      const one = { id: person(n), displayName: `Given${n}`, mail: mail(n), managerId };
      return [created(one, { tenantId }), updated({ ...one, title: 'Engineer' }, { tenantId, version: 2 + (n % 3) })];
    });
    await inTransaction(writer, (tx) => applyUsers(tx, events));
  }
  await new ChartMaker({ pool: writer, log: { info: () => undefined, warn: () => undefined } }).runOnce();
  await writer.end();
  const owner = new Client({ connectionString: withSearchPath(database.ownerUrl, LIVE_SCHEMA) });
  await owner.connect();
  for (const table of ['employees', 'employee_versions', 'reporting_lines', 'attribute_changes', 'org_places'])
    await owner.query(`vacuum analyze ${table}`);
  await owner.end();
}, 120_000);
afterAll(async () => {
  await reader.end();
  await database.drop();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

const flat = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];

type Value = string | number | null | readonly string[];

function literal(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'object') return `array[${value.map(literal).join(', ')}]`;
  return typeof value === 'number' ? String(value) : escapeLiteral(value);
}

/** Runs a prepared statement as the reader of one tenant, with a plan of the kind: whole scans, and rows looked at. */
async function cost(text: string, values: readonly Value[], mode: 'generic' | 'custom') {
  const plan = await inTransaction(reader, async (tx) => {
    await scopeToTenant(tx, TENANT);
    await tx.query(`set local plan_cache_mode = force_${mode}_plan`);
    await tx.query(`prepare asked as ${text}`);
    const given = values.length === 0 ? '' : `(${values.map(literal).join(', ')})`;
    const { rows } = await tx.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (analyze, format json, timing off) execute asked${given}`,
    );
    await tx.query('deallocate asked');
    return rows[0]?.['QUERY PLAN'][0]?.Plan;
  });
  if (plan === undefined) throw new Error('no plan');
  const nodes = flat(plan).filter((node) => node['Relation Name'] !== undefined);
  const rowsOf = (node: Plan) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  return {
    seqScans: nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'missing_past')
      .length,
    lookedAt: nodes.reduce((sum, node) => sum + rowsOf(node), 0),
    rows: plan['Actual Rows'],
    rangesOfTime: nodes.filter(({ 'Index Cond': of = '' }) => /valid_from [<>]/.test(of) && /valid_to [<>]/.test(of))
      .length,
  };
}

const THEN = '2026-01-05T09:00:02.500Z';
const SOME = Array.from({ length: 50 }, (_, n) => person(4_001 + 4 * n));
const BOSSES = Array.from({ length: 50 }, (_, n) => person(1_001 + 4 * n));
const MAILS = SOME.map((_, n) => mail(4_001 + 4 * n));

describe.each(['generic', 'custom'] as const)(`a %s plan at ${PEOPLE} people, for the reader's role`, (mode) => {
  it.each([
    ['the team of one then', LIST_TEAM_AT, [[person(1_777)], THEN, '', '', 51], 6, 60],
    ['the team of one today', LIST_TEAM_AT, [[person(1_777)], PRESENT, '', '', 51], 6, 60],
    ['the teams of fifty', LIST_TEAM_AT, [BOSSES, THEN, '', '', 2_000], 250, 2_500],
    ['a chain', LIST_CHAIN_AT, [person(19_990), THEN], 2, 60],
    ['a page of everybody then', LIST_PEOPLE_AT, [person(9_000), THEN, null, 51], 51, 200],
    ['some of everybody then', LIST_SOME_AT, ['', THEN, null, 51, SOME], 50, 200],
    ['whom fifty addresses name', NAME_AT, [MAILS, THEN, MAILS, MAILS], 50, 200],
    ['how fifty are called', CALL_AT, [SOME, THEN], 50, 200],
    ['fifty as of a time', SHOW_AS_OF, [SOME, THEN], 50, 200],
    ['whether fifty are active', ACTIVE_NOW, [SOME], 50, 60],
    ['the first event', TENANT_MOMENTS, [], 1, 10],
    ['who was above fifty', MANAGERS_ABOVE_AT, [SOME, THEN, [person(5), person(7)]], 0, 3_000],
    ['when two hundred had access', WALK_ACCESS, [person(9_000), 200, THEN], 200, 1_200],
    ['those at the top', LIST_TOPS, [1, 'orphan', '', 51], 51, 120],
    ['those at the top behind one', LIST_TOPS, [1, 'orphan', person(1_001), 51], 51, 120],
    ['the places of fifty', SHOW_PLACES, [1, SOME], 50, 2_000],
    ['a range of places', LIST_RANGE, [1, 4_000, 9_000, 51], 51, 60],
    ['the next below somebody', FIND_NEXT_CHILD, [1, 0, 14_000, ''], 1, 10],
    ['the people of a circle', LIST_CIRCLE, [1, 0, 14_000], 0, 10],
    ['who is inactive', WALK_INACTIVE, ['', 500], 0, 10],
    ['the active under fifty', LIST_ACTIVE_UNDER, [BOSSES, '', '', 51], 51, 3_000],
    ['whom fifty addresses named last', LAST_NAMED, [MAILS, MAILS, MAILS], 50, 400],
  ])('finds %s by an index', async (...[, text, values, least, most]) => {
    const { seqScans, lookedAt, rows } = await cost(text, values, mode);
    expect(seqScans).toBe(0);
    expect(rows).toBeGreaterThanOrEqual(least);
    expect(lookedAt).toBeLessThanOrEqual(most);
  });

  // Of two ranges PostgreSQL 18 thinks so much that at a million people it reads all lines instead.
  it.each([
    ['the team of one', LIST_TEAM_AT, [[person(1_777)], THEN, '', '', 51]],
    ['a chain', LIST_CHAIN_AT, [person(19_990), THEN]],
    ['whom fifty addresses name', NAME_AT, [MAILS, THEN, MAILS, MAILS]],
    ['who was above fifty', MANAGERS_ABOVE_AT, [SOME, THEN, [person(5)]]],
  ])('asks no index of %s for two ranges of time', async (_, text, values) => {
    expect((await cost(text, values, mode)).rangesOfTime).toBe(0);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction, openPool, scopeToTenant, withSearchPath } from '#postgres';
import { escapeLiteral, type Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { pairClasses, pairRanges, wordClasses } from '../projection/search-plan.js';
import { typoForms } from '../projection/typo-forms.js';
import { created, deleted, OTHER_TENANT, TENANT } from '../projection/user-events.fixture.js';
import { groupCreated } from '../projection/group-events.fixture.js';
import { applyGroups } from './apply-groups.js';
import { applyUsers } from './apply-users.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { MIGRATIONS } from './migrations.js';
import { FIND_EMPLOYEE } from './statements/find-employee.js';
import { LIST_BY_NAME } from './statements/list-by-name.js';
import { LIST_ALL, LIST_CHANGED } from './statements/list-changed.js';
import { MANAGERS_ABOVE } from './statements/managers-above.js';
import { COUNT_BY } from './statements/count-by.js';
import { COUNT_EMPLOYEES } from './statements/count-employees.js';
import { LIST_ACTIVE_DEPARTMENTS, LIST_DEPARTMENTS } from './statements/list-departments.js';
import { LIST_EMPLOYEES, LIST_NAMED, listValues } from './statements/list-employees.js';
import { LIST_GROUPS, LIST_GROUPS_NAMED, LIST_GROUPS_OF, LIST_MEMBERS } from './statements/list-groups.js';
import { SHOW_MOVED, WALK_OLDER, WALK_VERSIONS } from './statements/list-movements.js';
import { LIST_VERSIONS } from './statements/list-versions.js';
import { RESOLVE_REFERENCES } from './statements/resolve-references.js';
import { LIST_REPORTS } from './statements/list-reports.js';
import {
  FIRST_PAIRS,
  FIRST_WORDS,
  FIRST_WORDS_NEEDING,
  firstPairValues,
  firstWordValues,
} from './statements/first-rows.js';
import { COUNT_WORDS, FIND_FORMS, formValues } from './statements/probe-words.js';
import { SEARCH, searchValues } from './statements/search-employees.js';
import { SHOW_RANKED } from './statements/show-ranked.js';
import { pairValues, WALK_PAIRS, type PairWalk } from './statements/walk-pairs.js';
import { WALK_DIFFERENCES, WALK_FURTHER } from './statements/walk-differences.js';
import { WALK_WORDS, walkValues, type WordWalk } from './statements/walk-words.js';

const PEOPLE = 20_000;
const BATCH = 2_000;
const ANY = { active: null, department: null, managerId: null };
const PAGE = { after: person(12_000), limit: 51 };

let database: TestDatabase<keyof typeof DATABASE.roles>;
let reader: Pool;

function person(n: number): string {
  return `018f1111-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  reader = openPool({ url: withSearchPath(database.url('reader'), LIVE_SCHEMA), applicationName: 'plans', max: 1 });
  const writer = openPool({
    url: withSearchPath(database.url('directory'), LIVE_SCHEMA),
    applicationName: 'plans',
    max: 1,
  });
  for (let from = 0; from < PEOPLE; from += BATCH) {
    const events = Array.from({ length: BATCH }, (_, index) => from + index).flatMap((n) => [
      created(
        {
          id: person(n),
          displayName: `Given${n} Family${n * 7}`,
          department: `Department ${n % 200}`,
          active: n % 500 !== 0,
          managerId: person(Math.floor(n / 8)),
        },
        { tenantId: n % 4 === 0 ? OTHER_TENANT : TENANT },
      ),
      ...(n % 100 === 7 ? [deleted(person(n), { version: 2 })] : []),
    ]);
    await inTransaction(writer, (tx) => applyUsers(tx, events));
  }
  const groups = Array.from({ length: 2_000 }, (_, n) => {
    const tenantId = n % 4 === 0 ? OTHER_TENANT : TENANT;
    return groupCreated(`018f2222${n === 1 ? '' : `-${n}`}`, `Group ${n}`, {
      tenantId,
      added: n === 1 ? Array.from({ length: PEOPLE / 10 }, (_one, index) => person(index)) : [person(n)],
    });
  });
  await inTransaction(writer, (tx) => applyGroups(tx, groups));
  await writer.end();
  const owner = openPool({ url: database.ownerUrl, applicationName: 'plans', max: 1 });
  await owner.query(`vacuum analyze ${LIVE_SCHEMA}.employees`);
  await owner.query(`vacuum analyze ${LIVE_SCHEMA}.employee_versions`);
  await owner.query(`vacuum analyze ${LIVE_SCHEMA}.employee_words`);
  await owner.query(`vacuum analyze ${LIVE_SCHEMA}.employee_pairs`);
  await owner.query(`vacuum analyze ${LIVE_SCHEMA}.employee_marks`);
  await owner.end();
}, 120_000);
afterAll(async () => {
  await reader.end();
  await database.drop();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}

/** Runs a statement as the reader of one tenant: what was scanned whole, and how many rows were looked at in all. */
async function cost(text: string, values: readonly unknown[], mode = 'auto') {
  const plan = await inTransaction(reader, async (tx) => {
    await scopeToTenant(tx, TENANT);
    await tx.query(`set local plan_cache_mode = ${mode}`);
    // A parameter of explain is a constant to the planner: a plan for all values is that of what was prepared.
    const literals = values.map((value) => literalOf(value)).join(', ');
    if (mode !== 'auto') await tx.query(`prepare asked as ${text}`);
    const asked = mode === 'auto' ? text : `execute asked(${literals})`;
    const { rows } = await tx.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (analyze, buffers, format json, timing off) ${asked}`,
      mode === 'auto' ? values : [],
    );
    if (mode !== 'auto') await tx.query('deallocate asked');
    return rows[0]?.['QUERY PLAN'][0]?.Plan;
  });
  if (plan === undefined) throw new Error('no plan');
  const nodes = flat(plan);
  const lookedAt = nodes
    .filter((node) => node['Relation Name'] !== undefined)
    .reduce(
      (sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
      0,
    );
  return {
    seqScans: nodes.filter((node) => node['Node Type'] === 'Seq Scan').length,
    lookedAt,
    rows: plan['Actual Rows'],
    pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
  };
}

function literalOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return escapeLiteral(`{${value.map((one) => JSON.stringify(one)).join(',')}}`);
  return typeof value === 'string' ? escapeLiteral(value) : JSON.stringify(value);
}

function flat(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flat)];
}

describe(`at ${PEOPLE} employees, the reader's role`, () => {
  it('finds one by key', async () => {
    const { seqScans, lookedAt, rows } = await cost(FIND_EMPLOYEE, [person(12_345)]);
    expect({ seqScans, rows }).toEqual({ seqScans: 0, rows: 1 });
    // The row, the version that holds the resource, the manager.
    expect(lookedAt).toBeLessThanOrEqual(3);
  });

  it.each([
    ['in id order', ANY, 51],
    ['of the active', { ...ANY, active: true }, 51],
    ['of the inactive', { ...ANY, active: false }, 0],
    ['of a department', { ...ANY, department: 'department 33' }, 40],
    ['of a manager', { ...ANY, managerId: person(1_777) }, 6],
  ])('reads a page %s by an index', async (_, filter, expected) => {
    const { seqScans, lookedAt, rows } = await cost(LIST_EMPLOYEES, listValues(filter, PAGE));
    expect({ seqScans, rows }).toEqual({ seqScans: 0, rows: expected });
    // The page's rows, their resources, their managers, and some that a filter drops.
    expect(lookedAt).toBeLessThanOrEqual(4 * PAGE.limit);
  });

  const named = [person(12_345), person(12_346), person(12_349)];
  const time = ['2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z'];
  it.each([
    ['names for ids', LIST_NAMED, [...listValues(ANY, { after: '', limit: 51 }), named, null], 15],
    ['names for the ids of a provider', LIST_NAMED, [...listValues(ANY, { after: '', limit: 51 }), null, named], 15],
    ['a history', LIST_VERSIONS, [person(10_007), null, 51], 6],
    ['what happened in a time', WALK_VERSIONS, [time[0], 100, time[1]], 200],
    ['the next of it', WALK_OLDER, [time[0], 100, time[1], person(1), 1], 200],
    ['who it happened to', SHOW_MOVED, [named, [1, 1, 1]], 6],
    ['a page of groups', LIST_GROUPS, ['group 5', '', '', 51], 51],
    ['groups by a beginning', LIST_GROUPS, ['', '', 'group 77', 51], 2 * 51],
    ['groups of somebody', LIST_GROUPS_OF, [person(5), '', 51], 4],
    ['groups of ids', LIST_GROUPS_NAMED, [['018f2222', 'none'], '', 51], 1],
    ['members', LIST_MEMBERS, ['018f2222', '', 51], 4 * 51],
    ['a page of departments', LIST_DEPARTMENTS, ['', 51], 51 * 150],
    ['a page of departments of the active', LIST_ACTIVE_DEPARTMENTS, ['', 51], 51 * 150],
  ])('finds %s by an index', async (_, text, values, most) => {
    const { seqScans, lookedAt } = await cost(text, values);
    expect({ seqScans, lookedAt: Math.min(lookedAt, most) }).toEqual({ seqScans: 0, lookedAt });
  });

  it('begins a list of groups where their names begin so', async () => {
    const { rows, pages } = await cost(LIST_GROUPS, ['', '', 'group 1999', 51]);
    // Of the index, of one and a half thousand groups, it reads 3 pages.
    expect({ rows, pages: Math.min(pages, 6) }).toEqual({ rows: 1, pages });
  });

  it.each([
    [
      'differences',
      { text: WALK_DIFFERENCES, values: [time[0], time[1], 5, 5] },
      { text: WALK_FURTHER, values: [time[0], time[1], 5, 5, time[1], '', 1] },
    ],
    [
      'movements',
      { text: WALK_VERSIONS, values: [time[0], 5, time[1]] },
      { text: WALK_OLDER, values: [time[0], 5, time[0], '', 1] },
    ],
  ])('goes on with a walk of %s where it stood, and reads nothing before that', async (_, begun, further) => {
    const first = await cost(begun.text, begun.values);
    const next = await cost(further.text, further.values, 'force_generic_plan');
    expect({ ...next, pages: Math.min(next.pages, first.pages) }).toEqual({ ...next, rows: 0 });
  });

  const forever = '9223372036854775807';
  it.each([
    ['a page of changes', LIST_CHANGED, ['3', '', 51, forever], 51 * 4],
    ['the next of everybody', LIST_ALL, [person(9_000), 51], 51 * 4],
    [
      'who is above a page',
      MANAGERS_ABOVE,
      [Array.from({ length: 200 }, (_, n) => person(19_001 + 4 * Math.floor(n / 2))), [person(1)]],
      60_000,
    ],
    ['a page by name', LIST_BY_NAME, ['given5', '', 51, null, null], 52],
    ['a page of a department by name', LIST_BY_NAME, ['given5', '', 51, true, 'department 33'], 2_001],
  ])('reads %s by an index', async (_, text, values, most) => {
    const { seqScans, lookedAt } = await cost(text, values);
    expect({ seqScans, lookedAt: Math.min(lookedAt, most) }).toEqual({ seqScans: 0, lookedAt });
  });

  // Of whom 14,850 are the tenant's; whoever else is met on the way to the first 10,001 is looked at, too.
  it('counts the departments by leaps, and ten thousand people', async () => {
    const { lookedAt } = await cost(COUNT_EMPLOYEES, []);
    expect(lookedAt).toBeLessThanOrEqual(16_000);
  });

  it.each([
    ['everybody', null, 14_000],
    ['the active', true, 14_000],
    ['who has left', false, 100],
  ])('counts %s by department, ten thousand at most', async (_, active, most) => {
    const { lookedAt } = await cost(COUNT_BY.department, [active, null]);
    expect(lookedAt).toBeLessThanOrEqual(most);
  });

  it('walks down the reports by an index', async () => {
    const { seqScans, lookedAt } = await cost(LIST_REPORTS, [person(30), 3, '', 51]);
    expect(seqScans).toBe(0);
    expect(lookedAt).toBeLessThanOrEqual(1_500);
  });

  it('resolves what custom attributes name by three indexes', async () => {
    const { seqScans, lookedAt, rows } = await cost(RESOLVE_REFERENCES, [
      [person(12_345), 'somebody@example.com', '4711'],
      [person(12_345), 'somebody@example.com', '4711'],
      [person(12_345), 'somebody@example.com', '4711'],
    ]);
    expect({ seqScans, rows }).toEqual({ seqScans: 0, rows: 1 });
    expect(lookedAt).toBeLessThanOrEqual(3);
  });

  const everyKind = [0, 1, 2];
  const scope = { kinds: everyKind, withLeavers: false };
  const word = (term: string): WordWalk => ({
    ...scope,
    classes: wordClasses([term], scope),
    terms: [term],
    needs: [],
    except: [],
    exceptPairs: [],
  });
  const pairs = (one: string, other: string): PairWalk => {
    const ranges = pairRanges([[one], [other]]);
    return { ...scope, ranges, classes: pairClasses(ranges, false), needs: [], except: [] };
  };
  const start = { n: 0, word: '', id: '' };
  const mistyped = formValues(typoForms('famly'), { active: true, kind: 0 });
  const listed = (...words: string[]) =>
    searchValues(
      words.map((one) => [one]),
      0,
      ANY,
      PAGE,
    );
  const searches = [
    ['a word', WALK_WORDS, walkValues(word('given12345'), start, 51), 20],
    ['a beginning that everybody has', WALK_WORDS, walkValues(word('family'), start, 51), 600],
    ['nobody', WALK_WORDS, walkValues(word('nobody'), start, 51), 0],
    ['the first of a beginning', FIRST_WORDS, firstWordValues(word('family'), start, 51), 51],
    ['the first of a name', FIRST_PAIRS, firstPairValues(pairs('given12345', 'fam'), start, 51), 20],
    [
      'the first of a beginning, and a word',
      FIRST_WORDS_NEEDING,
      firstWordValues({ ...word('family'), needs: [['given12345']] }, start, 51),
      12_000,
    ],
    ['two words of a name', WALK_PAIRS, pairValues(pairs('given12345', 'fam'), start, 51), 20],
    ['two words in the other order', WALK_PAIRS, pairValues(pairs('family86415', 'giv'), start, 51), 20],
    [
      'a beginning that everybody has, and a word',
      WALK_WORDS,
      walkValues({ ...word('family'), needs: [['given12345']] }, start, 51),
      12_000,
    ],
    [
      'the rarest of two',
      COUNT_WORDS,
      [[0, 1], ['family', 'given12345'], ['familz', 'given12346'], everyKind, [true], 2_000],
      6_100,
    ],
    ['words one mistake away', FIND_FORMS, mistyped, 60],
    ['people in order of a word', SHOW_RANKED, [named, true], 15],
    ['a list of few', SEARCH.listed[0], listed('given123'), 1_500],
    ['a list of many', SEARCH.listed[1], listed('family'), 900],
  ] as const;
  describe.each(['force_generic_plan', 'force_custom_plan'])('under %s', (mode) => {
    it.each(searches)('finds %s by an index', async (_, text, values, most) => {
      const { seqScans, lookedAt } = await cost(text, values, mode);
      expect({ seqScans, lookedAt: Math.min(lookedAt, most) }).toEqual({ seqScans: 0, lookedAt });
    });
  });
});

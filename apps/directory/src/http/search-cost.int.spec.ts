import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction, openPool, scopeToTenant, withSearchPath, type Transaction } from '#postgres';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created } from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { Search } from './search.js';

/** The same names in both, each in the same part of the company. */
const SMALL = { tenantId: '018f0000-0000-7000-8000-0000000000e1', people: 300 };
const LARGE = { tenantId: '018f0000-0000-7000-8000-0000000000e2', people: 9_000 };
const BATCH = 1_500;
const LIMIT = 10;

let database: TestDatabase<keyof typeof DATABASE.roles>;
let reader: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (role: 'directory' | 'reader') =>
    openPool({ url: withSearchPath(database.url(role), LIVE_SCHEMA), applicationName: 'cost', max: 1 });
  reader = open('reader');
  const writer = open('directory');
  for (const company of [SMALL, LARGE]) {
    for (let from = 0; from < company.people; from += BATCH) {
      const count = Math.min(BATCH, company.people - from);
      const events = Array.from({ length: count }, (_, index) => personOf(from + index, company.tenantId));
      await inTransaction(writer, (tx) => applyUsers(tx, events));
    }
  }
  await writer.end();
  const owner = openPool({ url: database.ownerUrl, applicationName: 'cost', max: 1 });
  for (const table of ['employees', 'employee_versions', 'employee_words', 'employee_pairs'])
    await owner.query(`vacuum analyze ${LIVE_SCHEMA}.${table}`);
  await owner.end();
}, 120_000);
afterAll(async () => {
  await reader.end();
  await database.drop();
});

function personOf(n: number, tenantId: string) {
  const of = (text: string, at: number): string => text.split(' ')[at % 5] ?? '';
  const [given, family] = [
    of('Anna Boris Maria Thomas Zelda', n),
    of('Abel Kramer Nolan Sanders Young', Math.floor(n / 5)),
  ];
  const title = given === 'Boris' ? 'Baker' : 'Clerk';
  return created(
    { id: `c${n}`, displayName: `${given} ${family} Xu${String(n).padStart(5, '0')}`, title },
    { tenantId },
  );
}

/** Pages of tables and indexes that the server looked at for all statements of one question. */
async function pagesFor(q: string, { tenantId }: { readonly tenantId: string }, limit = LIMIT) {
  let pages = 0;
  const statements: string[] = [];
  const counting = (tx: Transaction): Transaction => ({
    query: async (statement, values) => {
      const { text, values: own } = typeof statement === 'string' ? { text: statement, values: undefined } : statement;
      if (typeof statement !== 'string') statements.push(statement.name ?? '');
      const asked = [...(values ?? own ?? [])];
      const { rows } = await tx.query<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }>(
        `explain (analyze, buffers, format json, timing off) ${text}`,
        asked,
      );
      const plan = rows[0]?.['QUERY PLAN'][0]?.Plan ?? {};
      pages += (plan['Shared Hit Blocks'] ?? NaN) + (plan['Shared Read Blocks'] ?? NaN);
      return tx.query(statement, values);
    },
  });
  const search = new Search({
    list: (_, work) =>
      inTransaction(reader, async (tx) => {
        await scopeToTenant(tx, tenantId);
        return work(counting(tx));
      }),
  });
  const { items } = await search.find(tenantId, { q, limit, kinds: [0, 1, 2], withLeavers: false });
  return { pages, found: items.length, statements };
}

describe('what a search reads', () => {
  it.each([
    ['a word', 'zelda', LIMIT],
    ['the beginning of a word', 'san', LIMIT],
    ['two words', 'thomas young', LIMIT],
    ['a word and the beginning of one, the other way round', 'nolan mar', LIMIT],
    ['words of a name and of a job', 'zelda clerk', LIMIT],
    ['a word that few have', 'xu00077', 1],
    ['a word that everybody has, and one that few have', 'clerk xu00279', 1],
    ['a word with a mistake', 'sadners', LIMIT],
    ['two words, one with a mistake', 'thomsa young', LIMIT],
    ['a word that nobody has', 'wxyzzy', 0],
  ])('is as much in a company thirty times as large: %s', async (_, q, found) => {
    const [small, large] = [await pagesFor(q, SMALL), await pagesFor(q, LARGE)];
    expect(small.found).toBeGreaterThanOrEqual(found);
    expect(large.found).toBeGreaterThanOrEqual(found);
    // An index of more levels, one page more a look-up; and the rows stand on pages of their own.
    expect({ ...large, pages: Math.min(large.pages, 2 * small.pages + 60) }).toEqual(large);
  });

  it('is asked for once where those who have both words in a name, and come again, nearly fill the page', async () => {
    const named = SMALL.people / 25;
    const { found, statements } = await pagesFor('thomas young', SMALL, named + 1);
    expect(found).toBe(named);
    expect(statements.filter((name) => name.startsWith('first-words'))).toEqual(['first-words-needing']);
  });

  it('has an end where each of two words is of many, and nobody has both', async () => {
    const { pages, found } = await pagesFor('anna baker', LARGE);
    expect(found).toBe(0);
    // Of 1,800 people who are called so.
    expect(pages).toBeLessThanOrEqual(3_000);
  });
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inTransaction, openPool, scopeToTenant, withSearchPath } from '#postgres';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { seeded } from '../projection/seeded.fixture.js';
import { typoForms } from '../projection/typo-forms.js';
import { TENANT } from '../projection/user-events.fixture.js';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { MIGRATIONS } from './migrations.js';
import { findForms } from './statements/probe-words.js';

let database: TestDatabase<keyof typeof DATABASE.roles>;
let writer: Pool;
let reader: Pool;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (role: 'directory' | 'reader') =>
    openPool({ url: withSearchPath(database.url(role), LIVE_SCHEMA), applicationName: 'test', max: 1 });
  [writer, reader] = [open('directory'), open('reader')];
});
afterAll(async () => {
  await Promise.all([writer.end(), reader.end()]);
  await database.drop();
});

/** One insertion, deletion, replacement or swap of neighbours apart, counted letter by letter. */
function isOneApart(one: string, other: string): boolean {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [rest, of] = [one.slice(same), other.slice(same)];
  if (rest === of) return false;
  const swapped = `${rest[1] ?? ''}${rest[0] ?? ''}${rest.slice(2)}`;
  return (
    rest.slice(1) === of || rest === of.slice(1) || rest.slice(1) === of.slice(1) || (rest.length > 1 && swapped === of)
  );
}

const beginnings = (word: string): string[] => Array.from(word, (_, at) => word.slice(0, at + 1));

const WORDS = 300;
const QUESTIONS = 300;

it('finds the words whose beginnings are one mistake from what was typed, and no others', async () => {
  const roll = seeded(7);
  const word = (): string =>
    Array.from({ length: 5 + Math.floor(roll() * 4) }, () => 'abc'[Math.floor(roll() * 3)]).join('');
  const words = [...new Set(Array.from({ length: WORDS }, word))];
  await writer.query(
    `insert into employee_words (tenant_id, id, word, kind, active) select $1, 'p' || n, word, 0, true from unnest($2::text[]) with ordinality as w (word, n)`,
    [TENANT, words],
  );
  await inTransaction(reader, async (tx) => {
    await scopeToTenant(tx, TENANT);
    for (let n = 0; n < QUESTIONS; n += 1) {
      const typed = word();
      const found = await findForms(tx, typoForms(typed), { active: true, kind: 0 });
      const meant = words.filter((one) => !one.startsWith(typed));
      const expected = meant.filter((one) => beginnings(one).some((begun) => isOneApart(begun, typed)));
      expect([typed, meant.filter((one) => found.some(({ form }) => one.startsWith(form)))]).toEqual([typed, expected]);
      for (const { form, isWord } of found) expect([form, isWord]).toEqual([form, words.includes(form)]);
    }
  });
});

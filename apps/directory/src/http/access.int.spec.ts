import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserEvent } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { TenantReads, TenantWrites } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { companyOf, replay } from '../projection/company.fixture.js';
import { seeded } from '../projection/seeded.fixture.js';
import { at, created, deleted, disabled, OTHER_TENANT, TENANT, updated } from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { MOST_LINES } from '../storage/statements/walk-access.js';
import { Access } from './access.js';

const COME_AND_GO = `
  insert into reporting_lines (tenant_id, id, version, active, valid_from, valid_to)
  select $1::uuid, id, 100 + n, true, timestamptz '2021-01-01' + n * interval '2 minutes',
         timestamptz '2021-01-01' + n * interval '2 minutes' + interval '1 minute'
    from unnest($2::text[]) as id, generate_series(1, $3::int) as n`;

const ACTING = { requestId: 'request-1', traceparent: null, reason: null };
const ASKER = { tenantId: TENANT };

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let writer: Pool;
let reader: Pool;
let access: Access;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string, path: string) =>
    openPool({ url: withSearchPath(url, path), applicationName: 'test', max: 4 });
  owner = open(database.ownerUrl, LIVE_SCHEMA);
  writer = open(database.url('directory'), `${LIVE_SCHEMA},acts`);
  reader = open(database.url('reader'), LIVE_SCHEMA);
  access = new Access({
    reads: new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1_000 }),
    writes: new TenantWrites(writer),
    settled: { at: () => Promise.resolve(true) },
    now: () => Date.parse('2026-11-24T12:00:00.000Z'),
  });
});
afterAll(async () => {
  await Promise.all([owner.end(), writer.end(), reader.end()]);
  await database.drop();
});
beforeEach(() =>
  owner.query(
    `truncate employees, employee_versions, employee_words, employee_pairs, employee_marks, reporting_lines, attribute_changes,
       acts.outbox, acts.outbox_unpublished`,
  ),
);

const apply = (...events: readonly UserEvent[]) => inTransaction(writer, (tx) => applyUsers(tx, events));
const list = async (from: string, to: string, limit = 200) =>
  (await access.list(ASKER, { limit, from, to })).items.map(({ id, periods }) => [
    id,
    ...periods.map(({ since, until }) => [since, until]),
  ]);

async function exported(from: string, to: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const text of await access.export(ASKER, { from, to }, ACTING)) texts.push(text);
  return texts.join('').split('\r\n');
}

async function acts(): Promise<string[]> {
  const { rows } = await owner.query<{ text: string }>('select to_jsonb(o)::text as text from acts.outbox o');
  return rows.flatMap(({ text }) => /people\.export/.exec(text)?.[0] ?? []);
}

describe('who had access between two dates', () => {
  it('is whoever was active at any time in it, since when and until when, over managers and of who was deleted', async () => {
    await apply(
      created({ id: 'ada', displayName: 'Ada', managerId: 'x' }),
      created({ id: 'ben', active: false }),
      created({ id: 'gone', displayName: 'Gone Girl' }),
      updated({ id: 'ada', displayName: 'Ada', managerId: 'y' }, { version: 2 }),
      deleted('gone', { version: 2 }),
      disabled({ id: 'ada', displayName: 'Ada', managerId: 'y' }, { version: 3 }),
      updated({ id: 'ada', displayName: 'Ada', managerId: 'y' }, { version: 5 }),
      { ...created({ id: 'late' }), time: at(9) },
      created({ id: 'theirs' }, { tenantId: OTHER_TENANT }),
    );
    expect(await list(at(0), at(6))).toEqual([
      ['ada', [at(1), at(3)], [at(5), null]],
      ['gone', [at(1), at(2)]],
    ]);
    expect(await list(at(2), at(2))).toEqual([['ada', [at(1), at(3)]]]);
    expect(await list(at(1), at(1))).toEqual([
      ['ada', [at(1), at(3)]],
      ['gone', [at(1), at(2)]],
    ]);
    expect(await list(at(3), at(4))).toEqual([]);
    const { items } = await access.list(ASKER, { limit: 5, from: at(0), to: at(6) });
    expect(items.map(({ displayName }) => displayName)).toEqual(['Ada', 'Gone Girl']);
  });

  it('is what a naive replay to each moment says', async () => {
    for (let seed = 300; seed < 312; seed += 1) {
      const events = companyOf(8, seeded(seed));
      await apply(...events);
      const [from, to] = [3, 6];
      const had = new Set<string>();
      for (let second = from; second <= to; second += 1)
        for (const [id, { active }] of replay(events, at(second))) if (active) had.add(id);
      expect([seed, (await list(at(from), at(to))).map(([id]) => id)]).toEqual([seed, [...had].sort()]);
      // What comes behind the second date ends nothing earlier than it ended.
      const all = new Set(
        (await list(at(0), at(60))).flatMap(([id, ...periods]) => periods.map((one) => `${String(id)} ${String(one)}`)),
      );
      for (const [id, ...periods] of await list(at(from), at(from)))
        for (const one of periods)
          expect([seed, all.has(`${String(id)} ${String(one)}`), one]).toEqual([seed, true, one]);
      await owner.query(
        'truncate employees, employee_versions, employee_words, employee_pairs, reporting_lines, attribute_changes',
      );
    }
  }, 60_000);

  it('comes in pages that lose and repeat nobody', async () => {
    await apply(...Array.from({ length: 7 }, (_, n) => created({ id: `p${n}`, active: n !== 3 })));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof access.list>> = await access.list(ASKER, {
        limit: 2,
        from: at(0),
        to: at(5),
        ...(cursor === null ? {} : { cursor }),
      });
      expect(Object.keys(page).sort()).toEqual(['from', 'items', 'next', 'settled', 'to']);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== null && seen.length < 20);
    expect(seen).toEqual(['p0', 'p1', 'p2', 'p4', 'p5', 'p6']);
  });

  it('is exported as a table that no spreadsheet runs, and is one act', async () => {
    await apply(
      created({ id: 'evil', displayName: '=HYPERLINK("x")', title: '+1' }),
      created({ id: 'two', displayName: 'Two' }),
      disabled({ id: 'two', displayName: 'Two' }, { version: 2 }),
      updated({ id: 'two', displayName: 'Two' }, { version: 3 }),
    );
    expect(await exported(at(0), at(5))).toEqual([
      'id,displayName,userName,title,department,since,until',
      `evil,"'=HYPERLINK(""x"")",evil@example.com,'+1,,${at(1)},`,
      `two,Two,two@example.com,,,${at(1)},${at(2)}`,
      `two,Two,two@example.com,,,${at(3)},`,
      '',
    ]);
    expect(await acts()).toEqual(['people.export']);
    await access.list(ASKER, { limit: 1, from: at(0), to: at(5) });
    expect(await acts()).toHaveLength(1);
  });

  it('has as many lines as one look takes, of people who come and go all day, and all of them over its pages', async () => {
    const people = Array.from({ length: 7 }, (_, n) => `p${n}`);
    // As the fold leaves it of a thousand times in and out.
    await apply(...people.map((id) => created({ id })));
    await owner.query(COME_AND_GO, [TENANT, people, MOST_LINES]);
    const [seen, pages]: [string[], number[]] = [[], []];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof access.list>> = await access.list(ASKER, {
        limit: 200,
        from: '2020-01-01T00:00:00Z',
        to: at(5),
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...page.items.map(({ id }) => id));
      pages.push(page.items.reduce((sum, { periods }) => sum + periods.length, 0));
      cursor = page.next;
    } while (cursor !== null && pages.length < 10);
    expect(seen).toEqual(people);
    expect(Math.max(...pages)).toBeLessThanOrEqual(4_000);
    const lines = (await exported('2020-01-01T00:00:00Z', at(5))).slice(1, -1).map((line) => line.split(',')[0]);
    expect([...new Set(lines)]).toEqual(people);
    expect(lines).toHaveLength(people.length * MOST_LINES);
  }, 30_000);

  it('is exported whole, over many pages', async () => {
    const people = Array.from({ length: 450 }, (_, n) => `p${String(n).padStart(3, '0')}`);
    await apply(...people.map((id) => created({ id })));
    expect((await exported(at(0), at(5))).slice(1, -1).map((line) => line.split(',')[0])).toEqual(people);
  });

  it.each([
    ['from', 'now', at(1)],
    ['to', at(1), '2027-01-01'],
    ['from', at(2), at(1)],
  ])('with a wrong %s is refused, and is no act', async (parameter, from, to) => {
    await expect(list(from, to)).rejects.toMatchObject({ status: 400, extensions: { parameter } });
    await expect(exported(from, to)).rejects.toMatchObject({ status: 400 });
    expect(await acts()).toEqual([]);
  });
});

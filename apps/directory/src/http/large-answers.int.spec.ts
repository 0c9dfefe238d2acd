import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { inTransaction, openPool, PAGE_BYTES, withSearchPath } from '#postgres';
import { TenantReads, TenantWrites } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { scattered } from '../../../../test/support/scattered.js';
import { created, TENANT, updated, type Person } from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { ChartMaker } from '../storage/chart-maker.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { Chart } from './chart.js';
import { Comparing } from './differences.js';
import { Past } from './past.js';
import { Segments } from './segments.js';

jest.setTimeout(60_000);

/** As large as a user may be. */
const LARGE = 190_000;
/** Of an answer, beside what is in it of the people's resources. */
const BESIDE = 60_000;
/** Of each part: as many as one statement of a list of then reads whole. */
const [PARTS, LARGE_ONES, ALL] = [4, 4, 200];
const [BEGIN, SOON] = ['2000-01-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z'];
const ASKER = { tenantId: TENANT };
const PAGE = { limit: 200 } as const;

const idOf = (part: number, n: number): string => `p${part}-${String(n).padStart(3, '0')}`;
const LARGE_IDS = Array.from({ length: PARTS * LARGE_ONES }, (_, at) =>
  idOf(Math.floor(at / LARGE_ONES), at % LARGE_ONES),
);

function person(id: string): Person {
  if (!LARGE_IDS.includes(id)) return { id, department: 'Light' };
  const title = scattered(LARGE_IDS.indexOf(id) + 1, 0x4e00, Math.floor(LARGE / 3));
  return { id, department: 'Heavy', managerId: 'nobody', title };
}

let database: TestDatabase<keyof typeof DATABASE.roles>;
let pools: Pool[];
let segments: Segments;
let comparing: Comparing;
let past: Past;
let chart: Chart;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string, path: string = LIVE_SCHEMA) =>
    openPool({ url: withSearchPath(url, path), applicationName: 'test', max: 2 });
  const [reader, writer] = [open(database.url('reader')), open(database.url('directory'), `${LIVE_SCHEMA},acts`)];
  pools = [reader, writer];
  const reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1_000 });
  const settled = { at: () => Promise.resolve(true) };
  segments = new Segments({ reads, writes: new TenantWrites(writer) });
  const now = (): number => Date.parse(SOON);
  comparing = new Comparing(reads, settled, now);
  past = new Past(reads, settled, now);
  chart = new Chart(reads);
  for (let part = 0; part < PARTS; part += 1) {
    const ids = Array.from({ length: ALL }, (_, n) => idOf(part, n));
    await inTransaction(writer, (tx) => applyUsers(tx, [...ids.map((id) => created(person(id)))]));
  }
  const boss = { id: 'boss', active: false };
  await inTransaction(writer, (tx) => applyUsers(tx, [created(boss), updated(boss, { version: 2 })]));
  await new ChartMaker({ pool: writer, log: { info: () => undefined, warn: () => undefined } }).runOnce();
  const acting = { requestId: 'request-1', traceparent: null, reason: null };
  await segments.put(TENANT, { name: 'heavy', filter: `title pr` }, acting);
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

interface Answer {
  readonly items: readonly object[];
  readonly next: string | null;
}

type Ask = (cursor: { readonly cursor?: string }) => Promise<Answer>;

const ASKS: readonly (readonly [string, Ask])[] = [
  ['whom a segment means', (cursor) => segments.people(TENANT, { name: 'heavy', ...PAGE, ...cursor })],
  [
    'what is otherwise of a segment',
    (cursor) => comparing.between(TENANT, { ...PAGE, from: BEGIN, to: SOON, segment: 'heavy', ...cursor }),
  ],
  [
    'a department of then',
    (cursor) => past.list({ ...ASKER, asOf: SOON }, { ...PAGE, active: 'any', department: 'heavy', ...cursor }),
  ],
  ['people whose manager is not known', (cursor) => chart.findings(ASKER, { ...PAGE, kind: 'orphan', ...cursor })],
];

describe('an answer that is gathered of several statements', () => {
  it.each(ASKS)('has the bytes of a page at most, and everybody is in one: %s', async (_what, ask) => {
    const seen: string[] = [];
    let pages = 0;
    for (let next: string | null = ''; next !== null; pages += 1) {
      const answer: Answer = await ask(next === '' ? {} : { cursor: next });
      const text = JSON.stringify(answer.items);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(PAGE_BYTES + BESIDE);
      seen.push(...(text.match(/(?<="id":")p\d-\d{3}/g) ?? []));
      ({ next } = answer);
    }
    expect(seen).toEqual(LARGE_IDS);
    expect(pages).toBeGreaterThan(2);
  });
});

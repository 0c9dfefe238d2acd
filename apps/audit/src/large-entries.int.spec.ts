import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { inTransaction, openPool, PAGE_BYTES, withSearchPath } from '#postgres';
import { TenantReads } from '#service';
import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { bytesRead, type BytesRead } from '../../../test/support/bytes-read.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { scattered } from '../../../test/support/scattered.js';
import { exportLines, NDJSON } from './http/export-lines.js';
import type { Entry, StoredEntry } from './ledger/entry.js';
import { TENANT } from './ledger/events.fixture.js';
import { DATABASE, LIVE_SCHEMA } from './storage/database.js';
import { digestLedger } from './storage/digest.js';
import { LedgerReader } from './storage/ledger-reader.js';
import { MIGRATIONS } from './storage/migrations.js';
import { addEntries } from './storage/statements/add-entries.js';
import type { EntryPlace } from './storage/statements/list-entries.js';

jest.setTimeout(60_000);

const LARGE = 300_000;
const OLD = 1_000_000;
/** What is in a row beside the changes. */
const BESIDE = 20_000;
const ENTRIES = 40;

function entry(n: number): Entry {
  const text = scattered(n + 1, 0x4e00, Math.floor((n % 10 === 7 ? OLD : LARGE) / 3));
  return {
    id: uuid(),
    tenantId: TENANT,
    time: new Date(Date.UTC(2026, 0, 5) + n).toISOString(),
    type: 'rollcall.UserUpdated',
    outcome: 'accepted',
    connectionId: 'c',
    credentialId: n % 2 === 0 ? 'k' : 'l',
    resourceType: 'User',
    resourceId: 'u',
    resourceVersion: n + 1,
    requestId: 'r',
    reason: null,
    method: null,
    status: null,
    scimType: null,
    count: null,
    periodFrom: null,
    periodTo: null,
    // The last ones are small: an export goes on to them in larger pages again.
    changes: [{ path: 'title', before: null, after: n < 30 ? text : 'short' }],
  };
}

const ALL = Array.from({ length: ENTRIES }, (_, n) => entry(n));
let database: TestDatabase<keyof typeof DATABASE.roles>;
let reader: Pool;
let writer: Pool;
let read: BytesRead;
let ledger: LedgerReader;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 1 });
  reader = open(database.url('reader'));
  read = bytesRead(reader);
  ledger = new LedgerReader(new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 1 }));
  writer = open(database.url('audit'));
  for (const one of ALL) await inTransaction(writer, (tx) => addEntries(tx, [one]));
  const owner = open(database.ownerUrl);
  // As a release wrote them that took a mebibyte and did not say how much it was.
  await owner.query('update entries set changes_bytes = null where resource_version % 10 = 8');
  await owner.end();
});
afterAll(async () => {
  await Promise.all([reader.end(), writer.end()]);
  await database.drop();
});

const idsOf = (entries: readonly Pick<Entry, 'id'>[]): string[] => entries.map(({ id }) => id);

describe('a log of large entries', () => {
  it.each([
    ['newest', {}, ALL.toReversed()],
    ['oldest', {}, ALL],
    ['oldest', { actor: 'c' }, ALL],
    ['newest', { actor: 'k' }, ALL.filter(({ credentialId }) => credentialId === 'k').toReversed()],
  ] as const)(
    'is paged through completely, %s first with %j, each page read in bounded bytes',
    async (order, filter, expected) => {
      const seen: string[] = [];
      let pages = 0;
      read.largest();
      for (let after: EntryPlace | null = null; ; pages += 1) {
        const { entries, next }: Awaited<ReturnType<LedgerReader['list']>> = await ledger.list(TENANT, {
          filter,
          order,
          after,
          limit: 200,
        });
        seen.push(...idsOf(entries));
        if (next === null) break;
        after = next;
      }
      expect(seen).toEqual(idsOf(expected));
      expect(pages).toBeGreaterThan(3);
      expect(read.largest()).toBeLessThanOrEqual(PAGE_BYTES + BESIDE);
    },
  );

  it('is exported completely, a bounded page at a time', async () => {
    const seen: string[] = [];
    read.largest();
    for await (const page of ledger.pages(TENANT, {})) seen.push(...idsOf(page));
    expect(seen).toEqual(idsOf(ALL));
    expect(read.largest()).toBeLessThanOrEqual(PAGE_BYTES + BESIDE);
  });

  it('has a digest of all of it', async () => {
    expect(await inTransaction(writer, digestLedger)).toMatchObject({ rows: ENTRIES });
  });
});

describe('the lines of an export', () => {
  const STORED: readonly StoredEntry[] = ALL.slice(30).map((one, sequence) => ({
    ...one,
    sequence,
    changes: JSON.stringify(one.changes),
  }));
  const pagesOf = async function* (onPage: () => void): AsyncGenerator<readonly StoredEntry[]> {
    for (;;) {
      onPage();
      yield await Promise.resolve(STORED);
    }
  };

  it('are made when the page before has been taken, and the client who takes none is ended', async () => {
    let pages = 0;
    const ended = Promise.withResolvers<void>();
    const lines = exportLines(
      STORED,
      pagesOf(() => (pages += 1)),
      { ms: 1, end: () => ended.resolve(), format: NDJSON },
    );
    expect((await lines.next()).value).toContain(ALL[30]?.id);
    await ended.promise;
    expect(pages).toBe(0);
    await lines.return(undefined);
  });

  it('end nobody who takes them', async () => {
    let hasEnded = false;
    const end = (): void => void (hasEnded = true);
    const lines = exportLines(
      STORED,
      pagesOf(() => undefined),
      { ms: 60_000, end, format: NDJSON },
    );
    for (let page = 0; page < 100; page += 1) await lines.next();
    await lines.return(undefined);
    expect(hasEnded).toBe(false);
  });
});

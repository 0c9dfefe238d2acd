import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RollcallEvent } from '#contracts';
import { inTransaction, openPool, scopeToTenant, withSearchPath } from '#postgres';
import { TenantReads, TenantWrites } from '#service';
import type { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { created, OTHER_TENANT, TENANT } from '../projection/user-events.fixture.js';
import { applyUsers } from '../storage/apply-users.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { countBy } from '../storage/statements/count-by.js';
import { MOST_SEGMENTS } from '../storage/statements/segments.js';
import { Segments } from './segments.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const OWN = 'urn:ietf:params:scim:schemas:extension:peakon:2.0:User';
/** As `lockSegment` takes it. */
const LOCK_OF_SEGMENTS = 'select pg_advisory_xact_lock(1936025453, hashtext($1))';
const ACTING = { requestId: 'request-1', traceparent: null, reason: null };

let database: TestDatabase<keyof typeof DATABASE.roles>;
let owner: Pool;
let writer: Pool;
let reader: Pool;
let reads: TenantReads;
let segments: Segments;

beforeAll(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  const open = (url: string, path: string) =>
    openPool({ url: withSearchPath(url, path), applicationName: 'test', max: 4 });
  owner = open(database.ownerUrl, LIVE_SCHEMA);
  writer = open(database.url('directory'), `${LIVE_SCHEMA},acts`);
  reader = open(database.url('reader'), LIVE_SCHEMA);
  reads = new TenantReads({ reads: reader, cancels: reader }, { TENANT_SHARE_LIST_SECONDS: 100 });
  segments = new Segments({ reads, writes: new TenantWrites(writer) });
  await apply(
    created({ id: 'boss', displayName: 'Boss', title: 'Head', mail: 'boss@x.example' }),
    created({ id: 'anna', displayName: 'Anna', department: 'Sales', managerId: 'boss', title: 'Chef' }),
    created({ id: 'ben', displayName: 'Ben', department: 'Sales', managerId: 'anna', active: false }),
    created({
      id: 'cleo',
      displayName: 'Cleo',
      department: 'Ops',
      managerId: 'boss@x.example',
      more: { [OWN]: { 'Pay Grade': 'B' } },
    }),
    created({ id: 'dan', displayName: 'Dan says "under"', managerId: 'eva' }),
    created({ id: 'eva', displayName: 'Eva', managerId: 'dan' }),
    created({ id: 'boss', displayName: 'Their boss' }, { tenantId: OTHER_TENANT }),
    created({ id: 'them', displayName: 'Them', managerId: 'boss' }, { tenantId: OTHER_TENANT }),
  );
});
afterAll(async () => {
  await Promise.all([owner.end(), writer.end(), reader.end()]);
  await database.drop();
});
beforeEach(() => owner.query('truncate kept.segments, acts.outbox, acts.outbox_unpublished'));

function apply(...events: RollcallEvent[]) {
  return inTransaction(writer, (tx) => applyUsers(tx, events));
}

function put(name: string, filter: string, tenantId = TENANT) {
  return segments.put(tenantId, { name, filter }, ACTING);
}

async function meant(filter: string, tenantId = TENANT): Promise<string[]> {
  await put('asked', filter, tenantId);
  const { items, next } = await segments.people(tenantId, { name: 'asked', limit: 50 });
  expect(next).toBeNull();
  return items.map(({ id }) => id);
}

async function acts(): Promise<string[]> {
  const { rows } = await owner.query<{ text: string }>('select to_jsonb(o)::text as text from acts.outbox o');
  return rows.flatMap(({ text }) => /segments\.(?:set|remove)/.exec(text)?.[0] ?? []);
}

describe('whom a segment means', () => {
  it.each([
    [`${ENTERPRISE}:department eq "sales"`, ['anna', 'ben']],
    [`${ENTERPRISE}:department eq "Sales" and active eq true`, ['anna']],
    ['title co "he" and not (title eq "Head")', ['anna']],
    ['under "boss"', ['anna', 'ben', 'cleo']],
    ['under "anna"', ['ben']],
    ['under "boss" and active eq true', ['anna', 'cleo']],
    ['not (under "boss")', ['boss', 'dan', 'eva']],
    ['under "anna" or title eq "Head"', ['ben', 'boss']],
    ['UNDER "boss" and (under "anna" or displayName sw "cl")', ['ben', 'cleo']],
    ['under "dan"', ['eva']],
    ['under "nobody"', []],
    ['displayName co "under"', ['dan']],
    [`${OWN}:Pay Grade eq "B"`, ['cleo']],
    [`${OWN}:Pay Grade pr`, ['cleo']],
  ])('%s', async (filter, ids) => {
    expect(await meant(filter)).toEqual(ids);
  });

  it('is nobody of another company', async () => {
    expect(await meant('under "boss"', OTHER_TENANT)).toEqual(['them']);
    await expect(segments.find(TENANT, 'asked')).rejects.toMatchObject({ status: 404 });
  });

  it.each([
    '',
    'under',
    'under boss',
    'under ""',
    'nonsense eq "x"',
    'title eq',
    '(title pr',
    'under "a" under "b"',
    `${'under "a" or '.repeat(11)}title pr`,
  ])('is not said by %j', async (filter) => {
    await expect(put('asked', filter)).rejects.toMatchObject({ status: 400, code: 'invalid-filter' });
  });

  it('is counted', async () => {
    await put('asked', 'under "boss"');
    const count = (by: 'department' | 'active' | 'manager' | 'title') => segments.count(TENANT, { name: 'asked', by });
    expect(await count('department')).toEqual({
      by: 'department',
      total: { count: 3, isExact: true },
      items: [
        { value: 'Sales', count: 2 },
        { value: 'Ops', count: 1 },
      ],
      others: 0,
    });
    expect((await count('active')).items).toEqual([
      { value: 'true', count: 2 },
      { value: 'false', count: 1 },
    ]);
  });
});

describe('the count of a segment', () => {
  it('is by the values that the count of everybody is by', async () => {
    const company = '018f0000-0000-7000-8000-00000000000c';
    const departments = ['Research', 'RESEARCH', 'Résearch', 'Sales', null, 'ΣΑΣ', 'σασ'];
    const titles = ['Chef', 'chef', null, 'Łódź', 'lodz', 'Chef ', 'Boss'];
    await apply(
      ...departments.map((department, nth) => {
        const title = titles[nth];
        const said = { ...(department !== null && { department }), ...(title != null && { title }) };
        const whose = nth % 2 === 0 ? { managerId: 'p1' } : {};
        return created(
          { id: `p${nth}`, displayName: `P${nth}`, active: nth !== 3, ...said, ...whose },
          { tenantId: company },
        );
      }),
    );
    await put('all', 'userName pr', company);
    for (const by of ['department', 'title', 'manager', 'active'] as const) {
      const whole = await inTransaction(reader, async (tx) => {
        await scopeToTenant(tx, company);
        return countBy(tx, by, { active: null, department: null });
      });
      const { items, total } = await segments.count(company, { name: 'all', by });
      expect({ by, items }).toEqual({ by, items: whole.values.map(({ value, count }) => ({ value, count })) });
      expect(total).toEqual({ count: 7, isExact: true });
    }
  });
});

describe('segments', () => {
  it('are kept with their versions, and each change is one act', async () => {
    expect(await put('a', 'title pr')).toMatchObject({ name: 'a', filter: 'title pr', version: 1 });
    expect(await put('a', 'title pr')).toMatchObject({ version: 1 });
    expect(await put('a', 'active eq true')).toMatchObject({ version: 2 });
    await put('b', 'title pr');
    expect((await segments.list(TENANT)).items.map(({ name }) => name)).toEqual(['a', 'b']);
    await segments.remove(TENANT, 'a', ACTING);
    await expect(segments.remove(TENANT, 'a', ACTING)).rejects.toMatchObject({ status: 404 });
    await expect(segments.remove(OTHER_TENANT, 'b', ACTING)).rejects.toMatchObject({ status: 404 });
    expect(await acts()).toEqual(['segments.set', 'segments.set', 'segments.set', 'segments.remove']);
  });

  it('are a hundred at most, however many are made at once', async () => {
    const made = await Promise.allSettled(
      Array.from({ length: MOST_SEGMENTS + 5 }, (_, n) => put(`s${n}`, 'title pr')),
    );
    const refused = made.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toHaveLength(5);
    expect(refused[0]).toMatchObject({ status: 409, code: 'too-many-segments' });
    await expect(put('s0', 'active eq true')).resolves.toMatchObject({ version: 2 });
  });

  it('wait for their own company’s, and for those of no other', async () => {
    const url = withSearchPath(database.url('directory'), `${LIVE_SCHEMA},acts`);
    const writes = openPool({ url, applicationName: 'two', max: 2 });
    const shared = new Segments({ reads, writes: new TenantWrites(writes) });
    const set = (tenantId: string, name: string) => shared.put(tenantId, { name, filter: 'title pr' }, ACTING);
    let own: Promise<unknown>[] = [];
    try {
      await inTransaction(owner, async (tx) => {
        await tx.query(LOCK_OF_SEGMENTS, [TENANT]);
        own = ['w0', 'w1', 'w2'].map((name) => set(TENANT, name));
        // However many of these wait, a connection is left.
        await expect(set(OTHER_TENANT, 'o')).resolves.toMatchObject({ version: 1 });
      });
    } finally {
      const made = await Promise.allSettled(own);
      await writes.end();
      expect(made.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    }
  });
});

describe('the pages of a segment', () => {
  const MANY = '018f0000-0000-7000-8000-0000000000f5';

  it('hold everybody once, and go on where one ends for its cost', async () => {
    const id = (n: number) => `p${String(n).padStart(4, '0')}`;
    await apply(
      ...Array.from({ length: 2_450 }, (_, n) =>
        created({ id: id(n), title: n % 500 === 7 ? 'Rare' : 'Clerk' }, { tenantId: MANY }),
      ),
    );
    await put('rare', 'title eq "Rare"', MANY);
    const first = await segments.people(MANY, { name: 'rare', limit: 50 });
    expect([first.items.length, first.next]).toEqual([4, expect.any(String)]);
    const last = await segments.people(MANY, { name: 'rare', limit: 50, cursor: String(first.next) });
    expect([last.items.map((one) => one.id), last.next]).toEqual([[id(2_007)], null]);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<Segments['people']>> = await segments.people(MANY, {
        name: 'rare',
        limit: 2,
        ...(cursor !== '' && { cursor }),
      });
      seen.push(...page.items.map((one) => one.id));
      cursor = page.next;
    }
    expect(seen).toEqual([7, 507, 1_007, 1_507, 2_007].map(id));
  }, 30_000);
});

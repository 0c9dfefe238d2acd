import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import type { QueryConfig } from 'pg';
import { parseFilter, parseSort, presentUser, USER_TYPE, type StoredUser } from '#scim';
import { MemoryShares } from '#service';
import { turns } from '#turns';
import { Gate, ScriptedPool, timedOut } from '../scripted-pool.fixture.js';
import { LOOK_UP_BYTES } from './row-sizes.js';
import { GatheredReads } from './gathered-reads.js';
import { openReads } from './reads.js';
import { UserReader } from './user-reader.js';

const settings = { SHARED_BYTES: 1, TENANT_SHARE_BYTES: 1, TENANT_SHARE_LIST_SECONDS: 0.5 };
const rules = { type: USER_TYPE, tolerance: 'tolerant', unknownAttributes: 'ignore' } as const;
const represent = (user: StoredUser) => presentUser(user, { baseUrl: 'https://rollcall.test', type: USER_TYPE });
const page = { kind: 'index', startIndex: 1, count: 10 } as const;
const select = (text: string): QueryConfig => ({ text });
const byName = (keys: readonly string[]): QueryConfig => ({ name: 'by-name', text: 'names', values: [keys] });

async function until(isSo: () => boolean): Promise<void> {
  for (let rounds = 0; !isSo() && rounds < 1_000; rounds += 1) await turn();
  expect(isSo()).toBe(true);
}

function readerOver(server: ScriptedPool): UserReader {
  return new UserReader(openReads(server.pool, { reads: server.pool, cancels: server.pool }, settings));
}

describe('look-ups that share a transaction', () => {
  it('are asked again once, each alone, when the one beside them took too long, which is told at once', async () => {
    const server = new ScriptedPool(({ text }) => {
      if (text === 'slow') throw timedOut();
      return [{ text }];
    });
    const reads = new GatheredReads(server.pool);
    const answers = ['a', 'slow', 'b'].map((text) => reads.rows('tenant', select(text)));
    const told = (await Promise.allSettled(answers)).map(({ status }) => status);
    expect(told).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(answers[1]).rejects.toMatchObject({ code: 'too-many-results' });
    expect(server.seen.map(({ statements }) => statements.map(({ text }) => text))).toEqual([
      ['a', 'slow', 'b'],
      ['a'],
      ['b'],
    ]);
  });

  it('keep their plans where all of them are by key, and are planned for their values where one is not', async () => {
    const server = new ScriptedPool(() => []);
    const reads = new GatheredReads(server.pool);
    await Promise.all([reads.byKey('tenant', byName, 'ada'), reads.byKey('tenant', byName, 'kim')]);
    await Promise.all([reads.byKey('tenant', byName, 'ada'), reads.rows('tenant', select('a'))]);
    expect(server.seen.map(({ isByValues, statements }) => [isByValues, statements.length])).toEqual([
      [false, 1],
      [true, 2],
    ]);
  });

  it('give others their turn before they are asked again', async () => {
    const gate = new Gate();
    const server = new ScriptedPool(async (_statement, tenantId) => {
      await gate.pass();
      if (tenantId === 'attacker') throw timedOut();
      return [];
    });
    const reads = new GatheredReads(server.pool);
    const hostile = Promise.allSettled(Array.from({ length: 9 }, (_, at) => reads.byKey('attacker', byName, `k${at}`)));
    await until(() => gate.waiting === 1);
    gate.open();
    await until(() => server.seen.length >= 2);
    const neighbour = reads.byKey('neighbour', byName, 'kim');
    await until(() => server.order.includes('neighbour'));
    // One transaction of all nine, four of them alone in the places that it may have, and the neighbour's in the one kept.
    expect(server.order.slice(0, 6)).toEqual([...Array<string>(5).fill('attacker'), 'neighbour']);
    const opening = setInterval(() => gate.open(), 1);
    await Promise.all([hostile, neighbour]);
    clearInterval(opening);
    expect(server.order.filter((tenant) => tenant === 'attacker')).toHaveLength(1 + 9);
  });

  it('are fewer at once where a tenant’s resources are large', async () => {
    const attributes = 'x'.repeat(200_000);
    const server = new ScriptedPool(({ values }) => (values?.[0] as string[]).map((key) => ({ key, attributes })));
    const reads = new GatheredReads(server.pool);
    const keysOf = ({ statements }: { readonly statements: readonly QueryConfig[] }): number =>
      (statements[0]?.values?.[0] as string[]).length;
    await reads.byKey('large', byName, 'first');
    await Promise.all(Array.from({ length: 64 }, (_, at) => reads.byKey('large', byName, `k${at}`)));
    expect(Math.max(...server.seen.map(keysOf))).toBeLessThanOrEqual(5);
  });

  it('of which some are larger than their part are asked for these again, as many as have room, before what came behind', async () => {
    const bytes = LOOK_UP_BYTES / 2 - 1;
    const server = new ScriptedPool(({ values }) => {
      const keys = values?.[0] as string[];
      const isWhole = (key: string) => key < 'k3' || keys.length * bytes <= LOOK_UP_BYTES;
      return keys.map((key) => ({ key, bytes: key < 'k3' ? 9 : bytes, attributes: isWhole(key) ? `of ${key}` : null }));
    });
    const reads = new GatheredReads(server.pool);
    const read = (key: string) => reads.byKey('large', byName, key);
    const keys = Array.from({ length: 6 }, (_, at) => `k${at}`);
    // Who is asked for twice needs room once.
    const first = [...keys, 'k3'].map(read);
    await until(() => server.seen.length === 1);
    const rows = await Promise.all([...first, read('behind')]);
    expect(rows.map(([row]) => row?.attributes)).toEqual([...keys, 'k3', 'behind'].map((key) => `of ${key}`));
    const asked = server.seen.map(({ statements }) => statements[0]?.values?.[0] as string[]);
    expect(asked.filter((some) => !some.includes('behind'))).toEqual([keys, ['k3', 'k4'], ['k5', 'k3']]);
  });
});

describe('look-ups of large resources', () => {
  it('that share a transaction which fails are asked again once, each alone, and then told so', async () => {
    const bytes = LOOK_UP_BYTES / 2 - 1;
    const server = new ScriptedPool(({ values }) => {
      const keys = values?.[0] as string[];
      if (keys.length < 3) throw timedOut();
      return keys.map((key) => ({ key, bytes, attributes: null }));
    });
    const reads = new GatheredReads(server.pool);
    const told = await Promise.allSettled(['k0', 'k1', 'k2', 'k3'].map((key) => reads.byKey('large', byName, key)));
    expect(told.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    const asked = server.seen.map(({ statements }) => (statements[0]?.values?.[0] as string[]).length);
    expect(asked).toEqual([4, 2, 2, 1, 1, 1, 1]);
  });
});

describe('lists', () => {
  it('that take too long are each told so at once, after one turn, beside which a neighbour has its own', async () => {
    const gate = new Gate();
    const server = new ScriptedPool(async (_statement, tenantId) => {
      if (tenantId === 'neighbour') return [];
      await gate.pass();
      throw timedOut();
    });
    const users = readerOver(server);
    const { filter } = parseFilter('title co "x"', rules);
    const find = (tenantId: string) => users.find(tenantId, { filter, sort: null, page, represent });
    const hostile = Promise.allSettled(Array.from({ length: 9 }, () => find('attacker')));
    await until(() => gate.waiting === 2);
    expect((await find('neighbour')).resources).toEqual([]);
    expect(server.order).toEqual(['attacker', 'attacker', 'neighbour']);
    const opening = setInterval(() => gate.open(), 1);
    const told = await hostile;
    clearInterval(opening);
    expect(told.map((one) => one.status === 'rejected' && (one.reason as { code: string }).code)).toEqual(
      Array(9).fill('too-many-results'),
    );
    // Two of them at once, and none of them twice.
    expect(server.order.filter((tenant) => tenant === 'attacker')).toHaveLength(9);
    expect(server.most).toBe(3);
  });

  it('do not keep look-ups of their own tenant waiting, by name, address or number', async () => {
    const gate = new Gate();
    const server = new ScriptedPool(async ({ text }) => {
      if (/title|order by id/.test(text) && !/external_id|employee_number|email/.test(text)) await gate.pass();
      return [];
    });
    const users = readerOver(server);
    const find = (text: string) =>
      users.find('tenant', { filter: parseFilter(text, rules).filter, sort: null, page, represent });
    const slow = Promise.all(Array.from({ length: 5 }, () => find('title co "x"')));
    await until(() => gate.waiting === 2);
    const named = [
      'userName eq "kim"',
      'externalId eq "7"',
      'emails[type eq "work" and value eq "a@b"]',
      'emails.value eq "a@b"',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq "7"',
    ];
    for (const text of named) expect((await find(text)).totalResults).toBe(0);
    const opening = setInterval(() => gate.open(), 1);
    await slow;
    clearInterval(opening);
  });

  it('are refused first when their tenant has held the thread for its seconds, while others are there', async () => {
    const users = readerOver(new ScriptedPool());
    const find = (tenantId: string, text: string) =>
      users.find(tenantId, { filter: parseFilter(text, rules).filter, sort: null, page, represent });
    const [begun, clock] = [performance.now(), jest.spyOn(performance, 'now')];
    turns.begin('burner').hold(() => clock.mockReturnValue(begun + 20_000));
    expect((await find('burner', 'title co "x"')).totalResults).toBe(0);
    new MemoryShares(settings).open('neighbour');
    await expect(find('burner', 'title co "x"')).rejects.toMatchObject({ code: 'SHARE_EXCEEDED', retryAfter: 30 });
    expect((await find('burner', 'userName eq "kim"')).totalResults).toBe(0);
    expect((await find('neighbour', 'title co "x"')).totalResults).toBe(0);
    clock.mockRestore();
  });

  it('prepare a bounded set of statements, whatever their filters', async () => {
    const server = new ScriptedPool();
    const users = readerOver(server);
    const leaves = ['title co "x"', 'active eq true', 'userName eq "k"', 'externalId eq "k"', 'displayName co "kim"'];
    const orders = [null, parseSort({ sortBy: 'userName', sortOrder: undefined }, USER_TYPE)];
    for (let asked = 0; asked < 600; asked += 1) {
      const parts = leaves.filter((_, at) => (asked >> at) % 2 === 1);
      const text = Array.from({ length: 1 + (asked % 7) }, () => `(${parts.join(' or ')})`).join(' and ');
      const filter = parts.length === 0 ? null : parseFilter(text, rules).filter;
      await users.find('attacker', { filter, sort: orders[asked % 2] ?? null, page, represent });
    }
    const named = server.seen.flatMap(({ statements }) => statements.flatMap(({ name }) => name ?? []));
    const texts = new Set(server.seen.flatMap(({ statements }) => statements.map(({ text }) => text)));
    expect(texts.size).toBeGreaterThan(200);
    expect(new Set(named).size).toBeLessThanOrEqual(12);
  });
});

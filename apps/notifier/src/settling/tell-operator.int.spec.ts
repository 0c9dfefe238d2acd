import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { inTransaction, openPool, scopeToTenant, withSearchPath } from '#postgres';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { composeMail } from '../templates/compose.js';
import type { Situation } from '../watch/situation.js';
import { DATABASE, MIGRATIONS } from '../storage/database.js';
import { PostgresDeliveryStore } from './delivery-store.js';
import { tellOperator } from './tell-operator.js';

const T0 = new Date('2026-11-29T10:00:00Z');
const after = (minutes: number): Date => new Date(T0.getTime() + minutes * 60_000);
const HOUR = 3_600_000;
const TENANT = '0192f1a0-0000-7000-8000-000000000001';

const trouble = (...says: readonly string[]): Situation => ({
  troubles: says.map((one) => ({ process: 'directory', says: one })),
  isWaiting: false,
  memory: new Map(),
});
const WELL: Situation = { troubles: [], isWaiting: false, memory: new Map() };

describe('the operator', () => {
  let database: TestDatabase<keyof (typeof DATABASE)['roles']>;
  let pool: Pool;
  let replica: Pool;

  beforeEach(async () => {
    database = await createTestDatabase(DATABASE, MIGRATIONS);
    const open = (max: number) =>
      openPool({ url: withSearchPath(database.url('notifier'), 'projection,mailing'), applicationName: 'test', max });
    [pool, replica] = [open(4), open(4)];
  });
  afterEach(async () => {
    await Promise.all([pool.end(), replica.end()]);
    await database.drop();
  });

  const tell = (situation: Situation, minutes: number, by = pool) =>
    tellOperator(by, situation, { recipient: 'operator@x.example', everyMs: HOUR, now: after(minutes) });
  const mails = async () =>
    (await pool.query<{ status: string }>('select status from deliveries order by made_at')).rows;
  /** As the mail room does, with a server that accepts. */
  const send = async (minutes: number): Promise<string> => {
    const store = new PostgresDeliveryStore(pool);
    const claimed = await store.claim(after(minutes), 60_000);
    if (claimed === null) throw new Error('nothing is due');
    const { subject, text } = composeMail(claimed, { from: 'a@b.example' });
    await store.beginData(claimed, after(minutes));
    await store.record(claimed, { status: 'accepted' }, { now: after(minutes), wasRefused: false });
    return `${claimed.recipient}: ${subject}\n${text}`;
  };

  it('gets one mail of all that is the matter', async () => {
    expect(await tell(trouble('2 events are set aside', 'a lane stands still'), 0)).toBe('trouble');
    const mail = await send(0);
    expect(mail).toMatch(/^operator@x\.example: Rollcall needs a person: directory: 2 events .* \(and 1 more\)\n/);
    expect(mail).toContain('a lane stands still');
    expect(mail).toContain('npm run projection -- all parked list');
  });

  it('gets at most one an hour, however many replicas see it at the same moment', async () => {
    const at = (minutes: number) =>
      Promise.all(Array.from({ length: 8 }, (_, n) => tell(trouble('x'), minutes, n % 2 === 0 ? pool : replica)));
    expect((await at(0)).filter((notice) => notice === 'trouble')).toHaveLength(1);
    await send(0);
    expect(new Set(await at(59))).toEqual(new Set(['none']));
    expect((await at(60)).filter((notice) => notice === 'trouble')).toHaveLength(1);
    expect(await mails()).toHaveLength(2);
  });

  it('gets none of what was over before the mail server came back but the one that waits, which says what is true then', async () => {
    await tell(trouble('first'), 0);
    expect(await tell(trouble('first', 'second'), 180)).toBe('refresh');
    const mail = await send(200);
    expect(mail).toContain('second');
    expect(await tell(trouble('first'), 259)).toBe('none');
    expect(await tell(trouble('first'), 260)).toBe('trouble');
  });

  it('hears once that all is well again, not within the hour', async () => {
    await tell(trouble('x'), 0);
    await send(0);
    expect(await tell(WELL, 30)).toBe('none');
    expect(await tell({ ...WELL, isWaiting: true }, 60)).toBe('none');
    expect(await tell(WELL, 60)).toBe('clear');
    expect(await send(60)).toContain('Rollcall: all is well again');
    expect(await tell(WELL, 600)).toBe('none');
  });

  it('is told of twenty matters and the number of the others', async () => {
    await tell(trouble(...Array.from({ length: 25 }, (_, n) => `matter ${n}`)), 0);
    const mail = await send(0);
    expect(mail.match(/matter \d+/g)?.length).toBe(21);
    expect(mail).toContain('5 other matters');
  });

  it('has mails that no tenant sees', async () => {
    await tell(trouble('x'), 0);
    const reader = openPool({
      url: withSearchPath(database.url('reader'), 'mailing'),
      applicationName: 'test',
      max: 1,
    });
    const seen = await inTransaction(reader, async (tx) => {
      const unscoped = await tx.query('select id from deliveries');
      await scopeToTenant(tx, TENANT);
      return unscoped.rows.length + (await tx.query('select id from deliveries')).rows.length;
    });
    await reader.end();
    expect(seen).toBe(0);
  });
});

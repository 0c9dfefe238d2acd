import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Client, type Pool } from 'pg';
import { cancelWaits, commitsThatWait, withAbsentStandby } from '../../../test/support/absent-standby.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { COMMIT_WITHIN_MS } from './commit.js';
import { commitTogether } from './commit-together.js';
import { openPool } from './pool.js';
import { inTransaction } from './transaction.js';

const APP = { name: 'commit_spec', roles: { service: 'commit_spec_service' } } as const;

class Notes1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table notes (id int primary key)`);
    await runner.query(`grant select, insert on notes to ${APP.roles.service}`);
  }
  async down(): Promise<void> {}
}

let database: TestDatabase<'service'>;
let owner: Client;
const pools: Pool[] = [];
beforeAll(async () => {
  database = await createTestDatabase(APP, [Notes1700000000000]);
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await Promise.all(pools.filter(({ ending }) => !ending).map((pool) => pool.end()));
  // The server itself drops no database while a commit waits.
  await cancelWaits(owner, 0);
  await owner.end();
  await database.drop();
});

function pool(options: { max?: number; pipeline?: boolean; url?: string } = {}): Pool {
  const opened = openPool({
    url: withAbsentStandby(database.url('service')),
    applicationName: 'spec',
    max: 2,
    ...options,
  });
  pools.push(opened);
  return opened;
}

const insert = (from: Pool, id: number): Promise<unknown> =>
  inTransaction(from, (tx) => tx.query('insert into notes (id) values ($1)', [id]));

const insertTogether = (from: Pool, id: number): Promise<unknown> =>
  commitTogether(from, [{ name: 'insert', text: 'insert into notes (id) values ($1)', values: [id] }]);

async function notes(): Promise<number[]> {
  return (await owner.query<{ id: number }>('select id from notes order by id')).rows.map(({ id }) => id);
}

describe.each([
  { way: 'after its answers', pipeline: false, at: 0, insert },
  { way: 'behind its statements', pipeline: true, at: 100, insert },
  { way: 'in one message', pipeline: true, at: 200, insert: insertTogether },
])('a COMMIT $way, whose standby is away', ({ pipeline, at, insert }) => {
  it('is unknown when the wait is cancelled, whatever the tag says, and its connection is not used again', async () => {
    const own = pool({ pipeline });
    const attempt = insert(own, at + 1);
    const outcome = expect(attempt).rejects.toMatchObject({
      code: 'COMMIT_UNKNOWN',
      cause: { message: expect.stringContaining('canceling wait for synchronous replication') },
    });
    await cancelWaits(owner);
    await outcome;
    expect(await notes()).toContain(at + 1);
    expect([own.totalCount, own.idleCount]).toEqual([0, 0]);
  });

  it('is unknown when the server ends the session meanwhile', async () => {
    const attempt = insert(pool({ pipeline }), at + 2);
    const outcome = expect(attempt).rejects.toMatchObject({ code: 'COMMIT_UNKNOWN' });
    await eventually('it waits', async () => (await commitsThatWait(owner)) === 1);
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'SyncRep'`,
    );
    await outcome;
  });
});

describe('a transaction in one message', () => {
  it('is none where a statement fails, and its connection is used again', async () => {
    const own = openPool({ url: database.url('service'), applicationName: 'spec', max: 1, pipeline: true });
    pools.push(own);
    const note = (id: number) => ({ text: 'insert into notes (id) values ($1)', values: [id] });
    await expect(commitTogether(own, [note(700), { text: 'select 1 / 0' }, note(701)])).rejects.toMatchObject({
      code: '22012',
    });
    const [answer] = await commitTogether(own, [note(702)]);
    expect(answer?.rowCount).toBe(1);
    expect((await notes()).filter((id) => id >= 700)).toEqual([702]);
  });

  it('is not stored where the server ends the session before its COMMIT', async () => {
    const own = openPool({ url: database.url('service'), applicationName: 'spec', max: 1, pipeline: true });
    pools.push(own);
    const sleeping = commitTogether(own, [
      { text: 'insert into notes (id) values ($1)', values: [710] },
      { text: 'select pg_sleep(60)' },
    ]);
    const outcome = expect(sleeping).rejects.toMatchObject({ code: '57P01' });
    await eventually('it sleeps', async () => {
      const { rows } = await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and wait_event = 'PgSleep'`,
      );
      return rows.length === 1;
    });
    await outcome;
    expect(await notes()).not.toContain(710);
  });
});

describe('a COMMIT that is not answered', () => {
  // All at once: each takes the whole time that a COMMIT has.
  it('is given up in time, keeps its place in the pool until it is answered, and holds no pool that ends', async () => {
    const [held, piped, ...ending] = [false, true, false, true].map((pipeline) => pool({ max: 1, pipeline }));
    const begun = performance.now();
    const all = [held, piped, ...ending].flatMap((own) => own ?? []);
    const outcomes = await Promise.allSettled(all.map((own, at) => insert(own, 500 + at)));
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual(
      all.map(() => 'COMMIT_UNKNOWN'),
    );
    expect(performance.now() - begun).toBeGreaterThanOrEqual(COMMIT_WITHIN_MS - 50);
    await Promise.all(ending.map((own) => own.end()));
    for (const own of all.slice(0, 2)) {
      // Its process waits on, and would beside every further one.
      await expect(insert(own, 600)).rejects.toThrow(/timeout exceeded when trying to connect/);
      expect(own.totalCount).toBe(1);
    }
    expect(await commitsThatWait(owner)).toBe(4);
    await cancelWaits(owner, 4);
    await eventually('their places are free', () => all.every(({ totalCount }) => totalCount === 0));
    // A process whose wait is over is seen to have committed a moment later, and tells nobody where its client has gone.
    const kept = [500, 501, 502, 503];
    await eventually('all four are seen', async () => {
      const seen = await notes();
      return kept.every((id) => seen.includes(id));
    });
    expect(await notes()).not.toContain(600);
  });
});

describe('a statement that the server does not answer', () => {
  it('is given up by the client, and its connection with it', async () => {
    const own = pool({ url: database.url('service') });
    const attempt = inTransaction(own, async (tx) => {
      await tx.query('insert into notes (id) values (1000)');
      // As of a server that stands still: pg's own limit is what openPool sets, only shorter.
      await tx.query({ text: 'select pg_sleep(5)', query_timeout: 200 } as { text: string });
    });
    await expect(attempt).rejects.toThrow('Query read timeout');
    expect(own.totalCount).toBe(0);
    expect(await notes()).not.toContain(1_000);
  });
});

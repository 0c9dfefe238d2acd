import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { eventually } from '../../../test/support/eventually.js';
import { backfill, BACKFILL_ROWS } from './backfill.js';
import { createIndexConcurrently } from './concurrently.js';
import { indexKey, indexKeySql } from './index-key.js';
import { migrate } from './migrate.js';
import { assertSchema, refuseOlderSchema } from './schema-needed.js';

const APP = { name: 'rollcall_migrate', roles: { service: 'rollcall_migrate_service' } } as const;
const ROWS = 2 * BACKFILL_ROWS + 500;

let database: TestDatabase<'service'>;
let owner: Client;

beforeEach(async () => {
  database = await createTestDatabase(APP, []);
  owner = new Client({ connectionString: database.ownerUrl });
  owner.on('error', () => undefined);
  await owner.connect();
  await owner.query(
    `create table things as select lpad(n::text, 8, '0') as id, 0 as filled from generate_series(1, ${ROWS}) as n`,
  );
  await owner.query('alter table things add primary key (id)');
});

afterEach(async () => {
  await owner.end();
  await database.drop();
});

function migrationOf(
  name: string,
  up: (runner: QueryRunner) => Promise<void>,
  transaction = true,
): new () => MigrationInterface {
  return class {
    readonly name = name;
    readonly transaction = transaction;
    readonly up = up;

    down(): Promise<void> {
      return Promise.resolve();
    }
  };
}

const FILL = {
  name: 'things',
  next: 'select id as key from things where id > $1::text order by id limit $2::int for no key update',
  fill: (rows: readonly { key: string }[]) => ({
    text: 'update things set filled = filled + 1 where id = any($1::text[])',
    values: [rows.map(({ key }) => key)],
  }),
};
const FILLING = migrationOf('Fill1700000000001', (runner) => backfill(runner, FILL), false);
const run = (...migrations: (new () => MigrationInterface)[]): Promise<string[]> =>
  migrate({ url: database.ownerUrl, migrations });

describe('a backfill', () => {
  it('that was killed is gone on with, and fills no row twice', async () => {
    // The third batch waits here, as a process would that is killed in it.
    const holder = new Client({ connectionString: database.ownerUrl });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from things where id = $1 for update', [String(ROWS).padStart(8, '0')]);
    const killed = run(FILLING).catch((error: unknown) => error);
    await eventually('the third batch waits', async () => {
      const { rows } = await owner.query<{ pid: number }>(
        `select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = $1`,
        [database.name],
      );
      expect(rows).toHaveLength(1);
      await owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      return true;
    });
    expect(await killed).toBeInstanceOf(Error);
    await holder.end();
    const { rows: progress } = await owner.query('select done::int, finished_at from backfills');
    expect(progress).toEqual([{ done: 2 * BACKFILL_ROWS, finished_at: null }]);

    expect(await run(FILLING)).toEqual(['Fill1700000000001']);

    const { rows } = await owner.query('select filled, count(*)::int as total from things group by filled');
    expect(rows).toEqual([{ filled: 1, total: ROWS }]);
  });
});

describe('a migration that needs a lock', () => {
  const WIDEN = migrationOf('Widen1700000000002', async (runner) => {
    await runner.query('alter table things add wide text');
  });

  it('steps aside for writers, and has it once the table is free', async () => {
    const reader = new Client({ connectionString: database.ownerUrl });
    await reader.connect();
    await reader.query('begin');
    await reader.query('select count(*) from things');
    const done = run(WIDEN);
    const waits: number[] = [];
    const until = Date.now() + 4_000;
    while (Date.now() < until) {
      const begun = performance.now();
      await owner.query(`update things set filled = 7 where id = '00000001'`);
      waits.push(performance.now() - begun);
      await wait(20);
    }
    expect(Math.max(...waits)).toBeGreaterThan(300);
    expect(Math.max(...waits)).toBeLessThan(1_900);
    await reader.end();
    expect(await done).toEqual(['Widen1700000000002']);
  });

  it('says what to do when it never gets it', async () => {
    await owner.query('begin');
    await owner.query('select count(*) from things');
    await expect(migrate({ url: database.ownerUrl, migrations: [WIDEN], patienceMs: 0 })).rejects.toMatchObject({
      code: 'locked-out',
    });
    await owner.query('rollback');
  });
});

describe('an index that is built beside the writers', () => {
  const INDEX = { name: 'things_filled', definition: 'on things (filled)' };
  const INDEXING = migrationOf('Index1700000000003', (runner) => createIndexConcurrently(runner, INDEX), false);

  it('is built anew where a killed run left an invalid one', async () => {
    await owner.query('create index things_filled on things (filled)');
    await owner.query(`update pg_index set indisvalid = false where indexrelid = 'things_filled'::regclass`);
    await run(INDEXING);
    const { rows } = await owner.query(`select indisvalid from pg_index where indexrelid = 'things_filled'::regclass`);
    expect(rows).toEqual([{ indisvalid: true }]);
  });

  it('does not wait for a second run that waits for its turn', async () => {
    const both = await Promise.all([run(INDEXING), run(INDEXING)]);
    expect(both.flat()).toEqual(['Index1700000000003']);
  });
});

describe('a process of a newer release', () => {
  it('refuses to start on the older schema, and says what to run', async () => {
    await run(FILLING);
    await owner.query('grant select on migrations to rollcall_migrate_service');
    const newer = [FILLING, migrationOf('Later1700000000009', () => Promise.resolve())];
    await expect(refuseOlderSchema(database.url('service'), newer)).rejects.toMatchObject({
      code: 'schema-too-old',
      message: `the database "${database.name}" is older than this release needs: 1 of its migrations have not run (Later1700000000009). Run the set-up of this release to its end, then start this process again.`,
    });
    await run(...newer);
    await expect(refuseOlderSchema(database.url('service'), newer)).resolves.toBeUndefined();
    await expect(refuseOlderSchema(database.url('service'), [FILLING])).resolves.toBeUndefined();
  });

  it('takes a database that shows it no migrations as one that has none', async () => {
    await expect(assertSchema(owner, [FILLING])).rejects.toMatchObject({ code: 'schema-too-old' });
    await run(FILLING);
    await expect(refuseOlderSchema(database.url('service'), [FILLING])).rejects.toMatchObject({
      code: 'schema-too-old',
    });
  });

  it('does not take a database that is away as an older one', async () => {
    await expect(refuseOlderSchema('postgres://nobody@127.0.0.1:1/x', [FILLING])).resolves.toBeUndefined();
  });
});

describe('the key of a text in an index', () => {
  it.each([
    ['a short text', 'Engineering'],
    ['512 characters', 'x'.repeat(512)],
    ['513 characters', 'x'.repeat(513)],
    ['512 characters of four bytes', '😀'.repeat(512)],
    ['513 characters of four bytes', '😀'.repeat(513)],
    ['a long text of three bytes each', '漢'.repeat(16_384)],
  ])('of %s is the same in JavaScript and in SQL', async (_name, text) => {
    const { rows } = await owner.query(`select ${indexKeySql('t.text')} as key from (select $1::text as text) as t`, [
      text,
    ]);
    expect(rows).toEqual([{ key: indexKey(text) }]);
    expect(Buffer.byteLength(indexKey(text))).toBeLessThanOrEqual(2_112);
  });
});

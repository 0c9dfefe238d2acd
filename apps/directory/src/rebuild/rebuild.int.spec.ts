import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RebuildOptions } from '#consumer';
import type { RollcallEvent } from '#contracts';
import { openPool, withSearchPath } from '#postgres';
import type { Pool } from 'pg';
import { rebuild } from '#projection';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../../test/support/kafka.js';
import { tenantChanged } from '../projection/tenant-events.fixture.js';
import { created, deleted, updated } from '../projection/user-events.fixture.js';
import { DIRECTORY } from '../directory.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { liveDirectory, publish, type LiveDirectory } from './live.fixture.js';

type Database = TestDatabase<keyof typeof DATABASE.roles>;

let database: Database;
let kafka: TestKafka;
let live: LiveDirectory | undefined;
let owner: Pool;

beforeEach(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  kafka = await testKafka();
  owner = ownerOf(database);
});
afterEach(async () => {
  await live?.stop();
  live = undefined;
  await owner.end();
  await database.drop();
  await kafka.drop();
});

function ownerOf({ ownerUrl }: Database): Pool {
  return openPool({ url: withSearchPath(ownerUrl, LIVE_SCHEMA), applicationName: 'test', max: 2 });
}

function options(more: Partial<RebuildOptions> = {}): RebuildOptions {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return {
    ownerUrl: database.ownerUrl,
    writerUrl: database.url('directory'),
    kafka: kafka.settings,
    isCheck: true,
    log,
    ...more,
  };
}

/** Creates, changes and a deletion of some, spread over the partitions. */
function lives(from: number, count: number): RollcallEvent[] {
  return Array.from({ length: count }, (_, n) => `person-${from + n}`).flatMap((id, n) => [
    created({ id, displayName: `Name ${n}` }),
    updated({ id, displayName: `Name ${n}`, managerId: 'person-0' }, { version: 2 }),
    ...(n % 7 === 3 ? [deleted(id, { version: 3 })] : []),
  ]);
}

async function folded(session: Pool): Promise<number> {
  const { rows } = await session.query<{ count: number }>('select count(*)::int as count from employee_versions');
  return rows[0]?.count ?? 0;
}

async function indexesOf(session: Pool): Promise<string[]> {
  const { rows } = await session.query<{ indexdef: string }>(
    `select indexdef from pg_indexes where schemaname = '${LIVE_SCHEMA}' order by indexname`,
  );
  return rows.map(({ indexdef }) => indexdef);
}

function untilFolded(count: number, session = owner) {
  return eventually(`${count} events are folded`, async () => (await folded(session)) === count, { timeout: 30_000 });
}

describe('a rebuild', () => {
  it('has the digest of the live projection, and leaves no trace when it only checks', async () => {
    const events = lives(0, 200);
    const settings = [tenantChanged('Europe/Berlin'), tenantChanged(undefined, { version: 2 })];
    await publish(kafka.settings, [...events, ...settings]);
    live = await liveDirectory(kafka.settings, database.url('directory'));
    await untilFolded(events.length);
    await eventually('the zone is', async () => (await owner.query('select from tenant_zones')).rowCount === 1);
    const result = await rebuild(DIRECTORY, options());
    const all = events.length + settings.length;
    expect(result).toMatchObject({ isEqual: true, isSwapped: false, folded: { events: all, parked: 0 } });
    const { rows } = await owner.query(`select nspname from pg_namespace where nspname like 'projection%'`);
    expect(rows).toEqual([{ nspname: LIVE_SCHEMA }]);
  }, 60_000);

  it('tells a projection that was tampered with', async () => {
    await publish(kafka.settings, lives(0, 5));
    live = await liveDirectory(kafka.settings, database.url('directory'));
    await untilFolded(11);
    const indexes = await indexesOf(owner);
    await owner.query(`update employees set title = 'Queen' where id = 'person-1'`);
    expect(await rebuild(DIRECTORY, options())).toMatchObject({ isEqual: false, isSwapped: false });
    expect(await rebuild(DIRECTORY, options({ isCheck: false }))).toMatchObject({ isEqual: false, isSwapped: true });
    // Those that are made when it has folded are there, too.
    expect(await indexesOf(owner)).toEqual(indexes);
    expect(await rebuild(DIRECTORY, options())).toMatchObject({ isEqual: true });
  }, 60_000);

  it('takes the place of the live projection under its running consumer, and nothing is lost', async () => {
    const first = lives(0, 300);
    await publish(kafka.settings, first);
    live = await liveDirectory(kafka.settings, database.url('directory'));
    await untilFolded(first.length);
    const meanwhile = lives(1_000, 100);
    const waiting = lives(2_000, 100);
    const result = await rebuild(
      DIRECTORY,
      options({
        isCheck: false,
        async onStep(step) {
          // Events arrive before the lock, and again while the consumer waits for it.
          if (step === 'catching-up') await publish(kafka.settings, meanwhile);
          if (step === 'comparing') await publish(kafka.settings, waiting);
        },
      }),
    );
    expect(result).toMatchObject({ isEqual: true, isSwapped: true });
    const after = lives(3_000, 50);
    await publish(kafka.settings, after);
    const all = first.length + meanwhile.length + waiting.length + after.length;
    await untilFolded(all);
    expect(live.problems()).toEqual([]);
    expect(await rebuild(DIRECTORY, options())).toMatchObject({ isEqual: true, folded: { events: all } });
  }, 90_000);

  it('is one though what it replaced cannot be dropped, and says where that stands', async () => {
    await publish(kafka.settings, [created({ id: 'anna' })]);
    live = await liveDirectory(kafka.settings, database.url('directory'));
    await untilFolded(1);
    await owner.query(`create function public.hold_back() returns event_trigger language plpgsql as $$
      begin
        if exists (select from pg_event_trigger_dropped_objects() where object_name like 'projection_until_%') then
          raise 'not now';
        end if;
      end $$`);
    await owner.query('create event trigger hold_back on sql_drop execute function public.hold_back()');
    const result = await rebuild(DIRECTORY, options({ isCheck: false }));
    expect(result).toMatchObject({ isEqual: true, isSwapped: true });
    const { rows } = await owner.query(
      `select nspname as kept from pg_namespace where nspname like 'projection_until_%'`,
    );
    expect(rows).toEqual([{ kept: result.kept }]);
    expect(await rebuild(DIRECTORY, options())).toMatchObject({ isEqual: true });
  }, 60_000);

  it('is refused while another one runs', async () => {
    const inside = {
      onStep: async (step: string) => {
        if (step === 'folding') await rebuild(DIRECTORY, options());
      },
    };
    await expect(rebuild(DIRECTORY, options(inside))).rejects.toThrow('another rebuild');
  });

  it('passes over what is stored of a topic that its projection no longer reads', async () => {
    await publish(kafka.settings, [created({ id: 'anna' })]);
    live = await liveDirectory(kafka.settings, database.url('directory'));
    await untilFolded(1);
    await owner.query(
      `insert into consumer_offsets select 'rollcall.former.v1', 0, 7, min(cluster_id) from consumer_offsets`,
    );
    expect(await rebuild(DIRECTORY, options())).toMatchObject({ isEqual: true, folded: { events: 1 } });
  }, 30_000);

  it('ends where the log ends before the live projection does, and says so', async () => {
    await publish(kafka.settings, [created({ id: 'anna' })]);
    live = await liveDirectory(kafka.settings, database.url('directory'));
    await untilFolded(1);
    await live.stop();
    live = undefined;
    await owner.query('update consumer_offsets set next_offset = 9 where next_offset = 1');
    await expect(rebuild(DIRECTORY, options())).rejects.toThrow(
      /rollcall.users.v1\[\d+\]: the log ends at 1, before offset 9/,
    );
  }, 30_000);

  it('fails, and takes nobody along, when the owner loses its connection while the topics are folded', async () => {
    await publish(kafka.settings, [created({ id: 'anna' })]);
    live = await liveDirectory(kafka.settings, database.url('directory'));
    await untilFolded(1);
    const ended = rebuild(
      DIRECTORY,
      options({
        isCheck: false,
        async onStep(step) {
          if (step !== 'folding') return;
          await owner.query(`select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = 'directory-rebuild' and usename = current_user and datname = current_database()`);
        },
      }),
    );
    await expect(ended).rejects.toThrow(/onnection/);
    expect(await folded(owner)).toBe(1);
  }, 30_000);
});

describe('a projection restored from an older backup', () => {
  it('catches up by itself', async () => {
    const before = lives(0, 50);
    await publish(kafka.settings, before);
    live = await liveDirectory(kafka.settings, database.url('directory'));
    await untilFolded(before.length);
    await live.stop();
    live = undefined;
    await owner.end();
    const backup = await database.copy();
    const restored = ownerOf(backup);
    owner = ownerOf(database);
    try {
      const after = lives(100, 50);
      await publish(kafka.settings, after);
      live = await liveDirectory(kafka.settings, database.url('directory'));
      await untilFolded(before.length + after.length);
      await live.stop();
      live = await liveDirectory(kafka.settings, backup.url('directory'));
      await untilFolded(before.length + after.length, restored);
      const compared = { ownerUrl: backup.ownerUrl, writerUrl: backup.url('directory') };
      const here = await rebuild(DIRECTORY, options());
      const there = await rebuild(DIRECTORY, options(compared));
      expect([here.isEqual, there.isEqual]).toEqual([true, true]);
      expect(there.live).toEqual(here.live);
    } finally {
      await live?.stop();
      live = undefined;
      await restored.end();
      await backup.drop();
    }
  }, 90_000);
});

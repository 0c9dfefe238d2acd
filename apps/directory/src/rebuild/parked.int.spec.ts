import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { discardParked, listParked, releaseParked, type RebuildOptions } from '#consumer';
import { encodeEvent, type RollcallEvent } from '#contracts';
import { openKafka } from '#kafka';
import { openPool, withSearchPath } from '#postgres';
import type { Pool } from 'pg';
import { rebuild } from '#projection';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { testKafka, type TestKafka } from '../../../../test/support/kafka.js';
import { DIRECTORY_HANDLERS } from '../bus/fold.js';
import { created, deleted, updated } from '../projection/user-events.fixture.js';
import { DIRECTORY } from '../directory.js';
import { DATABASE, LIVE_SCHEMA } from '../storage/database.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { liveDirectory, publish, type LiveDirectory } from './live.fixture.js';

const HANDLERS = DIRECTORY_HANDLERS;
const WORD = { who: 'kim@example.com', why: 'a test record' };

let database: TestDatabase<keyof typeof DATABASE.roles>;
let kafka: TestKafka;
let live: LiveDirectory;
let owner: Pool;
let writer: Pool;

beforeEach(async () => {
  database = await createTestDatabase(DATABASE, MIGRATIONS);
  kafka = await testKafka();
  const open = (url: string) => openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'test', max: 2 });
  owner = open(database.ownerUrl);
  writer = open(database.url('directory'));
  // Stands for whatever today's directory cannot hold and tomorrow's can.
  await owner.query(`alter table employee_versions
    add constraint test_only check (resource ->> 'title' is distinct from 'Refused')`);
  live = await liveDirectory(kafka.settings, database.url('directory'));
}, 60_000);
afterEach(async () => {
  await live.stop();
  await owner.end();
  await writer.end();
  await database.drop();
  await kafka.drop();
});

function check(more: Partial<RebuildOptions> = {}) {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const urls = { ownerUrl: database.ownerUrl, writerUrl: database.url('directory') };
  return rebuild(DIRECTORY, { ...urls, kafka: kafka.settings, isCheck: true, log, ...more });
}

const mended = () => owner.query('alter table employee_versions drop constraint test_only');

async function history(id: string): Promise<string[]> {
  const { rows } = await owner.query<{ line: string }>(
    `select version || ' ' || to_char(valid_from at time zone 'UTC', 'SS') as line
       from employee_versions where id = $1 order by version`,
    [id],
  );
  return rows.map(({ line }) => line);
}

async function state(id: string): Promise<object | undefined> {
  const { rows } = await owner.query<object>('select version, title, active, deleted from employees where id = $1', [
    id,
  ]);
  return rows[0];
}

const until = (id: string, version: number) =>
  eventually(`${id} is at ${version}`, async () => JSON.stringify(await state(id))?.includes(`"version":${version},`), {
    timeout: 30_000,
  });

function life(id: string, last: RollcallEvent): RollcallEvent[] {
  return [created({ id }), updated({ id, title: 'Refused' }, { version: 2 }), last];
}

describe('an event that the directory refuses', () => {
  it('does not keep a leaver active, leaves a gap, and is its row of the history once it is released', async () => {
    await publish(kafka.settings, life('leaver', updated({ id: 'leaver', active: false }, { version: 3 })));
    await publish(kafka.settings, life('gone', deleted('gone', { version: 3 })));
    await until('leaver', 3);
    await until('gone', 3);
    expect(await state('leaver')).toMatchObject({ version: 3, title: null, active: false });
    expect(await history('leaver')).toEqual(['1 01', '3 03']);
    expect((await listParked(writer)).map(({ kind }) => kind)).toEqual(['superseded', 'superseded']);
    expect(live.problems()).toEqual([]);
    // The fold's own tables have no such constraint.
    expect(await check()).toMatchObject({ isEqual: false, difference: 'parked', parked: 2 });

    await mended();
    expect(await check()).toMatchObject({ isEqual: false, difference: 'parked', parked: 2 });
    const before = [await state('leaver'), await state('gone')];
    for (const { id } of await listParked(writer)) {
      expect(await releaseParked(writer, HANDLERS, id)).toEqual({ applied: 1, left: 0, because: null });
    }
    expect([await state('leaver'), await state('gone')]).toEqual(before);
    expect(await history('leaver')).toEqual(['1 01', '2 02', '3 03']);
    expect(await history('gone')).toEqual(['1 01', '2 02', '3 03']);
    expect(await check()).toMatchObject({ isEqual: true, difference: null, parked: 0 });
  }, 90_000);

  it('explains no difference that it does not make', async () => {
    await publish(kafka.settings, life('leaver', updated({ id: 'leaver' }, { version: 3 })));
    await until('leaver', 3);
    await owner.query(`update employees set department = 'Elsewhere' where id = 'leaver'`);
    expect(await check()).toMatchObject({ isEqual: false, difference: 'other', parked: 1 });
    expect(await history('leaver')).toEqual(['1 01', '3 03']);
    expect(await listParked(writer)).toMatchObject([{ kind: 'superseded' }]);
  }, 60_000);

  it('is passed over by a rebuild once it is discarded, which stays written down', async () => {
    await publish(kafka.settings, life('leaver', updated({ id: 'leaver' }, { version: 3 })));
    await until('leaver', 3);
    const [parked] = await listParked(writer);
    await discardParked(writer, HANDLERS, parked?.id ?? '', WORD);
    await mended();
    expect(await check()).toMatchObject({ isEqual: true, parked: 0 });
    expect(await check({ isCheck: false })).toMatchObject({ isEqual: true, isSwapped: true });
    expect(await history('leaver')).toEqual(['1 01', '3 03']);
    expect(await listParked(writer)).toMatchObject([
      { kind: 'discarded', discardedBy: WORD.who, discardedWhy: WORD.why },
    ]);
    expect(await check()).toMatchObject({ isEqual: true });
  }, 90_000);
});

describe('a decision about a parked event', () => {
  /** The first of them is refused here alone, so that the fold parks the others under other numbers. @returns the second's */
  const parkThree = async (): Promise<string> => {
    await publish(kafka.settings, life('leaver', updated({ id: 'leaver' }, { version: 3 })));
    await until('leaver', 3);
    await publishOdd(created({ id: 'odd' }), { ce_time: 'one' });
    await publishOdd(created({ id: 'odd' }), { ce_time: 'two' });
    await eventually('all are parked', async () => (await parkedHere()).length === 3, { timeout: 20_000 });
    return (await listParked(writer))[1]?.id ?? '';
  };
  const parkedHere = async (): Promise<string[]> => {
    const { rows } = await owner.query<{ line: string }>(
      `select kind || ' ' || (headers ->> 'ce_time') as line from parked_events order by id`,
    );
    return rows.map(({ line }) => line);
  };

  it('that waits for a rebuild is about the event that was meant, whatever its number is then', async () => {
    const id = await parkThree();
    let discarded: Promise<unknown> | undefined;
    const result = await check({
      isCheck: false,
      async onStep(step) {
        if (step !== 'comparing') return;
        discarded = discardParked(writer, HANDLERS, id, WORD);
        await eventually('it waits', async () => (await waitingForLock()) > 0);
      },
    });
    expect(result).toMatchObject({ isSwapped: true });
    await discarded;
    expect(await parkedHere()).toEqual(['discarded one', 'undecodable two']);
  }, 90_000);

  it('made by the number of a list from before a rebuild is about nothing', async () => {
    const id = await parkThree();
    await check({ isCheck: false });
    await expect(discardParked(writer, HANDLERS, id, WORD)).rejects.toThrow('nothing is parked under');
    expect(await parkedHere()).toEqual(['undecodable one', 'undecodable two']);
  }, 90_000);

  it('while the topics are folded ends the rebuild, which would undo it', async () => {
    await publish(kafka.settings, life('leaver', updated({ id: 'leaver' }, { version: 3 })));
    await until('leaver', 3);
    const [parked] = await listParked(writer);
    const decided = check({
      isCheck: false,
      async onStep(step) {
        if (step === 'folding') await discardParked(writer, HANDLERS, parked?.id ?? '', WORD);
      },
    });
    await expect(decided).rejects.toThrow('decided about meanwhile');
    expect(await listParked(writer)).toMatchObject([{ kind: 'discarded', discardedWhy: WORD.why }]);
    expect(await check({ isCheck: false })).toMatchObject({ isSwapped: true });
    expect(await listParked(writer)).toMatchObject([{ kind: 'discarded', discardedWhy: WORD.why }]);
  }, 90_000);
});

async function waitingForLock(): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%for no key update%'`);
  return rows[0]?.count ?? 0;
}

describe('an event of a later version', () => {
  it('ends a rebuild, which says where it stands, until it is discarded', async () => {
    await publish(kafka.settings, [created({ id: 'anna' })]);
    await until('anna', 1);
    await publishOdd(updated({ id: 'anna' }, { version: 2 }));
    await eventually('the partition stands still', () => live.problems().length > 0, { timeout: 20_000 });
    // The live one has not passed it, so up to there they are equal; whoever folds further is stopped, too.
    expect(await check()).toMatchObject({ isEqual: true });
    const { rows } = await owner.query<{ topic: string; partition: number }>(
      'select topic, partition from parked_events',
    );
    await owner.query('update consumer_offsets set next_offset = next_offset + 1 where (topic, partition) = ($1, $2)', [
      rows[0]?.topic,
      rows[0]?.partition,
    ]);
    await expect(check()).rejects.toThrow(
      /stands still at offset 1: unknown event type rollcall.UserPromoted: a later/,
    );
    const [stopped] = await listParked(writer);
    expect(stopped).toMatchObject({ kind: 'stopped', eventType: 'rollcall.UserPromoted' });
    await discardParked(writer, HANDLERS, `${stopped?.topic}/${stopped?.partition}/${stopped?.offset}`, WORD);
    expect(await check()).toMatchObject({ isEqual: true });
  }, 90_000);
});

async function publishOdd(
  event: RollcallEvent,
  odd: Readonly<Record<string, string>> = { ce_type: 'rollcall.UserPromoted' },
): Promise<void> {
  const { topic, key, headers, value } = encodeEvent(event);
  const producer = openKafka(kafka.settings, 'test').producer();
  await producer.connect();
  const messages = [{ key, headers: { ...headers, ...odd }, value }];
  await producer.send({ topic: kafka.settings.topicPrefix + topic, messages });
  await producer.disconnect();
}

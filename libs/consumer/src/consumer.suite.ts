import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encodeEvent, USERS, type EncodedEvent } from '#contracts';
import { eventually } from '../../../test/support/eventually.js';
import {
  garbage,
  recordingHandler,
  testProjection,
  userEvent,
  usersHandlers,
  type TestProjection,
  type Whim,
} from './consumer.fixture.js';
import { Consumer } from './consumer.js';
import { poison, type BatchHandler, type Needs } from './delivery.js';
import { UNMEASURED } from './instruments.js';
import { SILENT } from './log.js';
import { discardParked, releaseParked } from './release.js';
import type { RecordSource } from './source.js';

/** A log to which a test writes, and from which several sources may read. Everything goes to partition 0. */
export interface TestLog {
  publish(...events: EncodedEvent[]): Promise<void>;
  source(): RecordSource;
  /** Deletes what is before `offset`. */
  truncate(offset: bigint): Promise<void>;
  drop(): Promise<void>;
}

const encoded = (...names: string[]): EncodedEvent[] =>
  names.map((name) => {
    const [subject = '', version] = name.split('#');
    return encodeEvent(userEvent(subject, Number(version)));
  });

/** What a consumer promises, whatever it reads from. */
export function behavesAsConsumer(source: string, openLog: () => Promise<TestLog>): void {
  describe(`a consumer of ${source}`, () => {
    jest.setTimeout(60_000);
    let projection: TestProjection;
    let log: TestLog;
    const running: Consumer[] = [];

    beforeEach(async () => {
      [projection, log] = await Promise.all([testProjection(), openLog()]);
    });
    afterEach(async () => {
      await Promise.all(running.splice(0).map((consumer) => consumer.stop()));
      await log.drop();
      await projection.end();
    });

    const consume = (handler: BatchHandler = recordingHandler(), needs: Needs = 'all-before'): Consumer => {
      const consumer = new Consumer({
        source: log.source(),
        pool: projection.pool,
        handlers: usersHandlers(handler, needs),
        limits: { rows: 4, bytes: 1_048_576 },
        instruments: UNMEASURED,
        log: SILENT,
        tryAgainMs: 100,
      });
      consumer.start();
      running.push(consumer);
      return consumer;
    };
    const stored = (offset: bigint) =>
      eventually(`offset ${offset} is stored`, async () => (await projection.stored(0)) === offset, {
        timeout: 20_000,
      });
    const stopped = (consumer: Consumer) =>
      eventually('the partition is stopped', () => consumer.problems().find((problem) => problem.includes('[0]')), {
        timeout: 20_000,
      });

    it('applies each event once and in order, in batches', async () => {
      const names = Array.from({ length: 11 }, (_, index) => `a#${index + 1}`);
      await log.publish(...encoded(...names));
      consume();
      await stored(11n);
      expect(await projection.effects()).toEqual(names);
    });

    it('goes on where it stopped', async () => {
      await log.publish(...encoded('a#1'));
      const first = consume();
      await stored(1n);
      await first.stop();
      await log.publish(...encoded('a#2'));
      consume();
      await stored(2n);
      expect(await projection.effects()).toEqual(['a#1', 'a#2']);
    });

    it('applies an event once that stands in the log twice, in one batch or in two', async () => {
      const [one, two] = encoded('a#1', 'a#2') as [EncodedEvent, EncodedEvent];
      await log.publish(one, two, one, two);
      const consumer = consume();
      await stored(4n);
      await log.publish(one, two);
      await stored(6n);
      expect(await projection.effects()).toEqual(['a#1', 'a#2']);
      expect(consumer.problems()).toEqual([]);
    });

    it('changes nothing when everything is read again', async () => {
      await log.publish(...encoded('a#1', 'a#2'));
      const first = consume();
      await stored(2n);
      await first.stop();
      await projection.owner.query('update consumer_offsets set next_offset = 0');
      consume();
      await stored(2n);
      expect(await projection.effects()).toEqual(['a#1', 'a#2']);
    });

    it('parks a poisonous event and holds back its key while others flow, until it is released in order', async () => {
      let isPoisonous = true;
      const whim: Whim = ({ event }) =>
        isPoisonous && event.subject === 'bad' && event.resourceVersion === 2 ? poison('not today') : undefined;
      const handler = recordingHandler(whim);
      await log.publish(...encoded('bad#1', 'a#1', 'bad#2', 'bad#3', 'a#2', 'bad#4'));
      consume(handler);
      await stored(6n);
      expect(await projection.effects()).toEqual(['bad#1', 'a#1', 'a#2']);
      expect(await projection.parked()).toEqual(['poison bad#2', 'waiting bad#3', 'waiting bad#4']);

      const handlers = usersHandlers(handler);
      const second = (await projection.owner.query<{ id: string }>('select id from parked_events order by id')).rows[1];
      await expect(releaseParked(projection.pool, handlers, second?.id ?? '')).rejects.toThrow('waits behind');
      const id = String(Number(second?.id) - 1);
      expect(await releaseParked(projection.pool, handlers, id)).toEqual({ applied: 0, left: 3, because: 'not today' });
      isPoisonous = false;
      expect(await releaseParked(projection.pool, handlers, id)).toEqual({ applied: 3, left: 0, because: null });
      await log.publish(...encoded('bad#5'));
      await stored(7n);
      expect(await projection.effects()).toEqual(['bad#1', 'a#1', 'a#2', 'bad#2', 'bad#3', 'bad#4', 'bad#5']);
      expect(await projection.parked()).toEqual([]);
    });

    it('parks what cannot be decoded at once, with its value', async () => {
      await log.publish(...encoded('a#1'), garbage('bad', 1), ...encoded('bad#2', 'a#2'));
      consume();
      await stored(4n);
      expect(await projection.effects()).toEqual(['a#1', 'a#2']);
      expect(await projection.parked()).toEqual(['undecodable bad#1', 'waiting bad#2']);
      const { rows } = await projection.owner.query('select attempts, value from parked_events order by id limit 1');
      expect(rows).toEqual([{ attempts: 1, value: Buffer.from(garbage('bad', 1).value) }]);
    });

    it('releases what has no key by itself: nothing was promised about its order', async () => {
      let isPoisonous = true;
      const handler = recordingHandler(() => (isPoisonous ? poison('not today') : undefined));
      await log.publish(...[garbage('bad', 1), ...encoded('a#1')].map((event) => ({ ...event, key: '' })));
      consume(handler);
      await stored(2n);
      const { rows } = await projection.owner.query<{ id: string }>('select id from parked_events order by id');
      isPoisonous = false;
      const released = await releaseParked(projection.pool, usersHandlers(handler), String(rows[1]?.id));
      expect(released).toEqual({ applied: 1, left: 0, because: null });
      expect(await projection.effects()).toEqual(['a#1']);
    });

    it('parks an event whose handler throws after five attempts, and nothing of the attempts remains', async () => {
      let attempts = 0;
      const whim: Whim = async ({ event }) => {
        if (event.subject !== 'bad') return undefined;
        attempts += 1;
        throw new TypeError('no such luck');
      };
      await log.publish(...encoded('a#1', 'bad#1', 'b#1'));
      consume(recordingHandler(whim));
      await stored(3n);
      expect(await projection.effects()).toEqual(['a#1', 'b#1']);
      expect(await projection.parked()).toEqual(['poison bad#1']);
      // Once in the batch, once in its first half, and five times alone.
      expect(attempts).toBe(7);
      const { rows } = await projection.owner.query('select attempts, because from parked_events');
      expect(rows).toEqual([{ attempts: 5, because: 'TypeError: no such luck' }]);
      await eventually('the counts are forgotten', async () => {
        const left = await projection.owner.query('select 1 from consumer_attempts');
        return left.rows.length === 0;
      });
    });

    it('waits out a failure of the database, however often, and applies once', async () => {
      let failures = 0;
      // One more than the attempts after which anything else is parked.
      const whim: Whim = async () => {
        if (failures >= 6) return undefined;
        failures += 1;
        throw Object.assign(new Error('terminating connection'), { code: '57P01', severity: 'FATAL' });
      };
      await log.publish(...encoded('a#1'));
      consume(recordingHandler(whim));
      await stored(1n);
      expect(await projection.effects()).toEqual(['a#1']);
      expect(await projection.parked()).toEqual([]);
    });

    it('applies once when the connection is terminated in the middle of a batch', async () => {
      let isArmed = true;
      const handler: BatchHandler = async (batch) => {
        const outcomes = await recordingHandler()(batch);
        if (isArmed) {
          isArmed = false;
          const { rows } = await batch.tx.query<{ pid: number }>('select pg_backend_pid() as pid');
          await projection.owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
          await batch.tx.query('select 1');
        }
        return outcomes;
      };
      await log.publish(...encoded('a#1', 'a#2', 'a#3'));
      consume(handler);
      await stored(3n);
      expect(isArmed).toBe(false);
      expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#3']);
    });

    it('parks an event that ends its process again and again', async () => {
      await log.publish(...encoded('a#1', 'a#2'));
      // What a process leaves behind that was killed at the same place five times.
      await projection.owner.query(`insert into consumer_attempts values ('${USERS.name}', 0, 0, 6, 0)`);
      consume();
      await stored(2n);
      expect(await projection.parked()).toEqual(['poison a#1', 'waiting a#2']);
      expect(await projection.effects()).toEqual([]);
    });

    it('stops the partition when parking fails, and loses nothing', async () => {
      await projection.owner.query('revoke insert on parked_events from consumer_test');
      await log.publish(...encoded('a#1'), garbage('bad', 1), ...encoded('a#2'));
      const consumer = consume();
      expect(await stopped(consumer)).toContain('42501');
      expect(await projection.effects()).toEqual(['a#1']);
      expect(await projection.stored(0)).toBe(1n);
      await consumer.stop();
      await projection.owner.query('grant insert on parked_events to consumer_test');
      consume();
      await stored(3n);
      expect(await projection.parked()).toEqual(['undecodable bad#1']);
      expect(await projection.effects()).toEqual(['a#1', 'a#2']);
    });

    it('stands still at a record of a later version, tries again, and goes on when that is discarded', async () => {
      const [first, second, third] = encoded('a#1', 'a#2', 'a#3') as [EncodedEvent, EncodedEvent, EncodedEvent];
      const newer = { ...second, headers: { ...second.headers, ce_type: 'rollcall.UserPromoted' } };
      await log.publish(first, newer, third);
      const consumer = consume();
      expect(await stopped(consumer)).toContain('stands still at offset 1');
      await eventually(
        'it was tried again',
        async () => {
          const { rows } = await projection.owner.query<{ attempts: number }>('select attempts from parked_events');
          return (rows[0]?.attempts ?? 0) > 2;
        },
        { timeout: 20_000 },
      );
      expect(await projection.effects()).toEqual(['a#1']);
      const word = { who: 'kim', why: 'rolled back' };
      await discardParked(projection.pool, usersHandlers(), `${USERS.name}/0/1`, word);
      await stored(3n);
      expect(await projection.effects()).toEqual(['a#1', 'a#3']);
    });

    it('stops visibly when the offset was stored for another cluster', async () => {
      await log.publish(...encoded('a#1'));
      await projection.owner.query(`insert into consumer_offsets values ('${USERS.name}', 0, 0, 'elsewhere')`);
      expect(await stopped(consume())).toContain('stored for cluster elsewhere');
      expect(await projection.effects()).toEqual([]);
    });

    it('stops visibly when the log begins after the stored offset', async () => {
      await log.publish(...encoded('a#1', 'a#2', 'a#3'));
      await log.truncate(2n);
      expect(await stopped(consume())).toContain('the log begins at 2');
      expect(await projection.effects()).toEqual([]);
    });

    it('stops visibly when the log ends before the stored offset', async () => {
      await log.publish(...encoded('a#1'));
      const first = consume();
      await stored(1n);
      await first.stop();
      await projection.owner.query('update consumer_offsets set next_offset = 40');
      expect(await stopped(consume())).toContain('the log ends at 1');
    });

    it('catches up by itself when the projection is an older copy', async () => {
      await log.publish(...encoded('a#1', 'a#2', 'a#3'));
      consume();
      await stored(3n);
      // As a restored backup would have it, under the feet of a running consumer.
      await projection.owner.query(`begin; delete from effects where version > 1;
        delete from consumed_events where event_id not in (select event_id from effects);
        update consumer_offsets set next_offset = 1; commit`);
      await log.publish(...encoded('a#4'));
      await stored(4n);
      expect(await projection.effects()).toEqual(['a#1', 'a#2', 'a#3', 'a#4']);
    });
  });
}

import { describe, expect, it } from '@jest/globals';
import { USERS } from '#contracts';
import { openPool } from '#postgres';
import { eventually } from '../../../test/support/eventually.js';
import { usersHandlers } from './consumer.fixture.js';
import { Consumer } from './consumer.js';
import { UNMEASURED } from './instruments.js';
import { SILENT } from './log.js';
import { MemoryLog, MemorySource } from './memory-source.fixture.js';

const PLACE = { topic: USERS.name, partition: 0 };

describe('a check of an assignment that is over', () => {
  const open = (clusterId: () => Promise<string>) => {
    const source = new MemorySource(new MemoryLog(), [PLACE]);
    const seen = { paused: 0, waited: [] as number[] };
    source.clusterId = clusterId;
    source.pause = () => void (seen.paused += 1);
    const pool = openPool({ url: 'postgres://nobody@127.0.0.1:9/none', applicationName: 'test', max: 1 });
    const consumer = new Consumer({
      source,
      pool,
      handlers: usersHandlers(() => Promise.resolve([])),
      limits: { rows: 5, bytes: 1_000 },
      instruments: UNMEASURED,
      log: { ...SILENT, warn: (fields) => void seen.waited.push((fields as typeof PLACE).partition) },
    });
    const close = async (): Promise<void> => {
      await consumer.stop();
      await pool.end();
    };
    return { consumer, seen, close };
  };

  it('does not stop the partition', async () => {
    const late = Promise.withResolvers<string>();
    const answers = [late.promise, new Promise<string>(() => undefined)];
    const { consumer, seen, close } = open(() => answers.shift() ?? Promise.reject(new Error('asked too often')));
    consumer.assigned([PLACE]);
    consumer.assigned([PLACE]);
    late.reject(new TypeError('late'));
    await new Promise((resolve) => setImmediate(resolve));
    expect([seen.paused, consumer.problems()]).toEqual([0, []]);
    await close();
  });

  it('is not tried again', async () => {
    const away = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const { consumer, seen, close } = open(() => Promise.reject(away));
    consumer.assigned([PLACE]);
    consumer.assigned([{ ...PLACE, partition: 1 }]);
    const tries = (partition: number): number => seen.waited.filter((one) => one === partition).length;
    // By then an old check that went on would have been tried again: the back-off grows.
    await eventually('the new one has been tried thrice', () => tries(1) >= 3);
    expect(tries(0)).toBe(1);
    await close();
  });
});

describe('a consumer that cannot check its partitions', () => {
  it('waits, and stops cleanly while it waits', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => {
      unhandled.push(error);
    };
    process.on('unhandledRejection', note);
    const source = new MemorySource(new MemoryLog(), [{ topic: USERS.name, partition: 0 }]);
    source.clusterId = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    const pool = openPool({ url: 'postgres://nobody@127.0.0.1:9/none', applicationName: 'test', max: 1 });
    let waits = 0;
    const consumer = new Consumer({
      source,
      pool,
      handlers: usersHandlers(() => Promise.resolve([])),
      limits: { rows: 5, bytes: 1_000 },
      instruments: UNMEASURED,
      log: { ...SILENT, warn: () => void (waits += 1) },
    });
    consumer.start();
    await eventually('it has tried twice', () => waits >= 2);
    await consumer.stop();
    await pool.end();
    // Node reports an unhandled rejection after the microtasks of this turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(consumer.problems()).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { USERS } from '#contracts';
import { openPool } from '#postgres';
import { eventually } from '../../../test/support/eventually.js';
import { Consumer } from './consumer.js';
import { UNMEASURED } from './instruments.js';
import { SILENT } from './log.js';
import { MemoryLog, MemorySource } from './memory-source.js';

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
      handlers: new Map([[USERS.name, () => Promise.resolve([])]]),
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

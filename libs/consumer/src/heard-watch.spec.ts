import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { ADMIN } from '#contracts';
import { HeardWatch } from './heard-watch.js';
import { SILENT } from './log.js';
import { placeName } from './source.js';

interface Given {
  end: bigint;
  stored: string;
  isAway: boolean;
  now: number;
}

function watchOver(given: Given): { readonly watch: HeardWatch; readonly told: number[] } {
  const told: number[] = [];
  const rows = () => [{ topic: ADMIN.name, partition: 0, next_offset: given.stored }];
  const watch = new HeardWatch({
    topic: ADMIN,
    onHeard: (secondsAgo) => Promise.resolve(void told.push(secondsAgo)),
    source: {
      highWatermarks: () =>
        given.isAway
          ? Promise.reject(new Error('away'))
          : Promise.resolve(new Map([[placeName({ topic: ADMIN.name, partition: 0 }), given.end]])),
    },
    pool: { query: () => Promise.resolve({ rows: rows() }) } as unknown as Pool, // The only statement is readOffsets.
    log: SILENT,
    now: () => given.now,
  });
  return { watch, told };
}

const BEHIND: Given = { end: 7n, stored: '5', isAway: false, now: 0 };

describe('a projection that was restored', () => {
  it('is catching up until all of the topic is applied, and says so then', async () => {
    const given = { ...BEHIND };
    const { watch, told } = watchOver(given);
    await watch.runOnce();
    expect([watch.isCatchingUp(), told]).toEqual([true, []]);
    given.stored = '7';
    await watch.runOnce();
    expect([watch.isCatchingUp(), told]).toEqual([false, [0]]);
    given.end = 8n;
    await watch.runOnce();
    expect([watch.isCatchingUp(), told]).toEqual([false, [0]]);
  });

  it('is not waited for longer than a minute, nor while the topic cannot be asked', async () => {
    const late = { ...BEHIND };
    const { watch } = watchOver(late);
    late.now = 60_001;
    expect(watch.isCatchingUp()).toBe(false);
    const away = watchOver({ ...BEHIND, isAway: true });
    await away.watch.runOnce();
    expect([away.watch.isCatchingUp(), away.told]).toEqual([false, []]);
  });
});

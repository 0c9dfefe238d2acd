import { describe, expect, it } from '@jest/globals';
import { ActivityQueue, MAX_DROPPED, MAX_WAITING, MAX_WAITING_CHARACTERS } from './queue.js';

const NOON = Date.UTC(2026, 10, 29, 12, 0, 30);

describe('what waits to be stored', () => {
  it('is at most so many, and what is beyond is counted by tenant and minute', () => {
    const queue = new ActivityQueue();
    for (let at = 0; at < MAX_WAITING; at += 1) expect(queue.offer('a', '{}', NOON)).toBe(true);
    expect(queue.offer('a', '{}', NOON)).toBe(false);
    queue.offer('b', '{}', NOON);
    queue.offer('a', '{}', NOON + 29_000);
    queue.offer('a', '{}', NOON + 30_000);
    expect(queue.size).toBe(MAX_WAITING);
    expect(queue.takeDropped()).toEqual([
      { tenantId: 'a', minute: '2026-11-29T12:00:00.000Z', requests: 2 },
      { tenantId: 'b', minute: '2026-11-29T12:00:00.000Z', requests: 1 },
      { tenantId: 'a', minute: '2026-11-29T12:01:00.000Z', requests: 1 },
    ]);
    expect(queue.takeDropped()).toEqual([]);
  });

  it('is counted in so many minutes at most: further ones of a tenant go to its last, and none is lost', () => {
    const queue = new ActivityQueue();
    const most = MAX_DROPPED + 1_000;
    for (let minute = 0; minute < most; minute += 1) queue.drop('a', NOON + minute * 60_000);
    queue.drop('b', NOON);
    const dropped = queue.takeDropped();
    expect(dropped).toHaveLength(MAX_DROPPED + 1);
    expect(dropped.at(-2)).toMatchObject({ tenantId: 'a', requests: 1_001 });
    expect(dropped.at(-1)).toMatchObject({ tenantId: 'b', requests: 1 });
    queue.drop('a', NOON);
    expect(queue.takeDropped()).toHaveLength(1);
  });

  it('is at most so many characters, whose room is there again when they were taken', () => {
    const queue = new ActivityQueue();
    const quarter = 'x'.repeat(MAX_WAITING_CHARACTERS / 4);
    for (let at = 0; at < 4; at += 1) expect(queue.offer('a', quarter)).toBe(true);
    expect(queue.offer('a', 'x')).toBe(false);
    queue.takeLines(1);
    expect(queue.offer('a', quarter)).toBe(true);
  });

  it('comes back first, and only what came since has to make room', () => {
    const queue = new ActivityQueue();
    queue.offer('a', 'first');
    const taken = queue.takeLines(10);
    for (let at = 0; at < MAX_WAITING; at += 1) queue.offer('b', '{}', NOON);
    queue.giveBack(taken, [{ tenantId: 'a', minute: '2026-11-29T11:59:00.000Z', requests: 3 }]);
    expect(queue.size).toBe(MAX_WAITING);
    expect(queue.takeLines(1)).toEqual([{ tenantId: 'a', line: 'first' }]);
    expect(queue.takeDropped()).toMatchObject([
      { tenantId: 'a', requests: 3 },
      { tenantId: 'b', requests: 1 },
    ]);
  });
});

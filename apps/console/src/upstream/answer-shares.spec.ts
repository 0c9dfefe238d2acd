import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AnswerShares } from './answer-shares.js';

let now = 0;
const paused: number[] = [];
const pause = jest.fn((ms: number, signal?: AbortSignal): Promise<void> => {
  signal?.throwIfAborted();
  paused.push(ms);
  now += ms;
  return Promise.resolve();
});
beforeEach(() => {
  now = 0;
  paused.length = 0;
});

/** A thousand bytes a second: four thousand at once. */
const shares = (): AnswerShares => new AnswerShares(1_000, { now: () => now, pause });
const EXCEEDED = expect.objectContaining({ code: 'SHARE_EXCEEDED', kind: 'answers' });

describe('a company that was answered more than its share', () => {
  it('is refused after a moment while another one asks, which is not', async () => {
    const all = shares();
    await all.admit({ tenantId: 'other' });
    all.charge('busy', 20_000);
    await expect(all.admit({ tenantId: 'busy' })).rejects.toEqual(EXCEEDED);
    expect(paused).toEqual([1_000]);
    await all.admit({ tenantId: 'other' });
    expect(paused).toHaveLength(1);
  });

  it('is answered as long as nobody else asks, and is not refused for what it took then for longer than half a minute', async () => {
    const all = shares();
    for (let at = 0; at < 100; at += 1) {
      await all.admit({ tenantId: 'busy' });
      all.charge('busy', 20_000);
    }
    expect(paused).toEqual([]);
    await all.admit({ tenantId: 'other' });
    await expect(all.admit({ tenantId: 'busy' })).rejects.toEqual(EXCEEDED);
    now += 50_000;
    await all.admit({ tenantId: 'other' });
    await expect(all.admit({ tenantId: 'busy' })).resolves.toBeUndefined();
  });

  it('waits where its share is there again in less than a second', async () => {
    const all = shares();
    await all.admit({ tenantId: 'other' });
    all.charge('busy', 4_400);
    await expect(all.admit({ tenantId: 'busy' })).resolves.toBeUndefined();
    expect(paused).toEqual([expect.closeTo(400, 5)]);
  });

  it('does not go on for whoever has gone meanwhile', async () => {
    const all = shares();
    await all.admit({ tenantId: 'other' });
    all.charge('busy', 20_000);
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(all.admit({ tenantId: 'busy', gone })).rejects.toThrow('gone');
  });

  it('has so many wait and no more: others are refused at once', async () => {
    const all = shares();
    await all.admit({ tenantId: 'other' });
    all.charge('busy', 20_000);
    pause.mockImplementation(() => new Promise(() => {}));
    const waiting = Array.from({ length: 200 }, () => all.admit({ tenantId: 'busy' }));
    await expect(all.admit({ tenantId: 'busy' })).rejects.toEqual(EXCEEDED);
    expect(waiting).toHaveLength(200);
  });
});

import { describe, expect, it } from '@jest/globals';
import { StreamClock, type Seen } from './stream-clock.js';

const PACE = { answerMs: 60_000, bytesPerSecond: 16_384, lookEveryMs: 1_000 };
const CHUNK = 65_536;
const DAY = 86_400;

/** The second in which it is over, of a day. */
function endOf(seenAt: (second: number) => Seen): number | null {
  const clock = new StreamClock(PACE);
  for (let second = 0; second < DAY; second += 1) if (clock.isOver(seenAt(second))) return second;
  return null;
}

describe('the clock of a stream', () => {
  it('ends whoever takes a byte a minute', () => {
    expect(endOf((second) => ({ gone: Math.floor(second / 60), waiting: CHUNK }))).toBe(64);
  });

  it('ends nobody who takes it as fast as is asked, in chunks of any size', () => {
    for (const chunk of [1_000, CHUNK, 1_048_576]) {
      const gone = (second: number): number => Math.floor((second * PACE.bytesPerSecond) / chunk) * chunk;
      expect([chunk, endOf((second) => ({ gone: gone(second), waiting: chunk }))]).toEqual([chunk, null]);
    }
  });

  it('ends nobody who waits for what is not there yet', () => {
    expect(endOf((second) => ({ gone: second, waiting: 0 }))).toBeNull();
  });

  it('saves up no time for whoever was fast at first', () => {
    const much = 1_000_000_000;
    expect(endOf((second) => ({ gone: second === 0 ? 0 : much, waiting: CHUNK }))).toBeLessThanOrEqual(66);
  });

  it('begins at what the connection has carried before', () => {
    expect(endOf(() => ({ gone: 5_000_000, waiting: CHUNK }))).toBe(64);
  });
});

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MessageTurns, MOST_WAITING_SIZE, MOST_WAITING_SIZE_OF_NETWORK, type Sender } from './message-turns.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const EXCEEDED = expect.objectContaining({ code: 'SHARE_EXCEEDED', kind: 'message' });
const settled = (): Promise<unknown> => jest.advanceTimersByTimeAsync(1);
const from = (network: string, size = 10): Sender => ({ network, size });

/** Its rests end when the test says so; what is read is counted. */
class Trial {
  reads = 0;
  readonly rests: (() => void)[] = [];
  readonly turns = new MessageTurns(() => new Promise<void>((resolve) => this.rests.push(resolve)));

  readonly right = (): string => {
    this.reads += 1;
    return 'right';
  };

  readonly wrong = (): string => {
    this.reads += 1;
    throw new Error('wrong');
  };

  /** Many at once, none of which anybody waits for. */
  garbage(sender: Sender, count: number): void {
    for (let one = 0; one < count; one += 1) this.turns.judge(sender, this.wrong).catch(() => undefined);
  }
}

describe('messages that wait to be read', () => {
  it('are read one at a time of a network, the next one after a rest, and another network’s beside it', async () => {
    const trial = new Trial();
    trial.garbage(from('a'), 64);
    await settled();
    expect(trial.reads).toBe(1);
    await expect(trial.turns.judge(from('b'), trial.right)).resolves.toBe('right');
    expect(trial.reads).toBe(2);
    trial.rests.shift()?.();
    await settled();
    expect([trial.reads, trial.rests.length]).toEqual([3, 1]);
  });

  it('are read of two networks at most while these rest', async () => {
    const trial = new Trial();
    for (const network of ['a', 'b', 'c', 'd']) trial.garbage(from(network), 10);
    await settled();
    expect(trial.reads).toBe(2);
  });

  it('wait for no rest of what was right', async () => {
    const trial = new Trial();
    const all = Array.from({ length: 20 }, () => trial.turns.judge(from('a'), trial.right));
    expect(new Set(await Promise.all(all))).toEqual(new Set(['right']));
    expect(trial.rests).toHaveLength(0);
  });

  it('wait for a rest of what vouches for nobody, whatever it found', async () => {
    const trial = new Trial();
    await expect(trial.turns.look(from('a'), trial.right)).resolves.toBe('right');
    void trial.turns.look(from('a'), trial.right);
    await settled();
    expect([trial.reads, trial.rests.length]).toEqual([1, 1]);
  });

  it('are answered before the rest that they make', async () => {
    const trial = new Trial();
    await expect(trial.turns.judge(from('a'), trial.wrong)).rejects.toThrow('wrong');
    expect(trial.rests).toHaveLength(1);
  });

  it('are bounded in number, by network', async () => {
    const trial = new Trial();
    trial.garbage(from('a'), 65);
    await expect(trial.turns.judge(from('a'), trial.right)).rejects.toEqual(EXCEEDED);
    await expect(trial.turns.judge(from('b'), trial.right)).resolves.toBe('right');
  });

  it('are bounded in size, by network, and make room when they are answered', async () => {
    const trial = new Trial();
    const large = from('a', MOST_WAITING_SIZE_OF_NETWORK);
    const first = trial.turns.judge(large, trial.right);
    await expect(trial.turns.judge(from('a', 1), trial.right)).rejects.toEqual(EXCEEDED);
    await expect(trial.turns.judge(from('b', 1), trial.right)).resolves.toBe('right');
    await first;
    await expect(trial.turns.judge(large, trial.right)).resolves.toBe('right');
  });

  it('are bounded in size, of all together', async () => {
    const trial = new Trial();
    const networks = MOST_WAITING_SIZE / MOST_WAITING_SIZE_OF_NETWORK;
    const all = Array.from({ length: networks }, (_, network) =>
      trial.turns.judge(from(String(network), MOST_WAITING_SIZE_OF_NETWORK), trial.right),
    );
    await expect(trial.turns.judge(from('z', 1), trial.right)).rejects.toEqual(EXCEEDED);
    await Promise.all(all);
    await expect(trial.turns.judge(from('z', 1), trial.right)).resolves.toBe('right');
  });

  it('leave, and make room, when their client has gone', async () => {
    const trial = new Trial();
    trial.garbage(from('a'), 1);
    const gone = new AbortController();
    const waiting = trial.turns.judge(
      { ...from('a', MOST_WAITING_SIZE_OF_NETWORK - 10), gone: gone.signal },
      trial.right,
    );
    const left = expect(waiting).rejects.toThrow('gone');
    await settled();
    gone.abort(new Error('gone'));
    await left;
    const next = trial.turns.judge(from('a', MOST_WAITING_SIZE_OF_NETWORK - 10), trial.right);
    trial.rests.shift()?.();
    await expect(next).resolves.toBe('right');
    expect(trial.reads).toBe(2);
  });

  it('are refused where their turn does not come', async () => {
    const trial = new Trial();
    trial.garbage(from('a'), 1);
    const late = expect(trial.turns.judge(from('a'), trial.right)).rejects.toEqual(EXCEEDED);
    await jest.advanceTimersByTimeAsync(10_000);
    await late;
  });
});

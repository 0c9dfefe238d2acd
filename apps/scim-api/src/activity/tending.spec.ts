import { describe, expect, it } from '@jest/globals';
import { foldCycles, type Contact, type CycleStore, type KnownPeople } from './cycles.js';
import { fillGaps, type GapStore } from './fill-gaps.js';
import { Tending } from './tending.js';

const FAILED = new Error('the statement takes too long');
const nobody: KnownPeople = {
  count: () => Promise.resolve(0),
  async *active() {
    yield await Promise.resolve([]);
  },
};

/** @param failing the tenant whose cycles cannot be counted */
function cycleStore(
  contacts: readonly string[],
  failing: string,
): { readonly store: CycleStore; readonly folded: string[] } {
  const folded: string[] = [];
  const store: CycleStore = {
    quiet: () => Promise.resolve(contacts.map((tenantId) => ({ tenantId, connectionId: 'connection' }))),
    fold: ({ tenantId }: Contact) => {
      if (tenantId === failing) return Promise.reject(FAILED);
      folded.push(tenantId);
      return Promise.resolve([]);
    },
    drift: () => Promise.resolve([]),
    isWhole: () => Promise.resolve(false),
    unseen: () => Promise.resolve([]),
    noteDrift: () => Promise.resolve(),
  };
  return { store, folded };
}

describe('what is done beside the recording', () => {
  it('counts the cycles of the others where those of one connection cannot be counted, and tells of it', async () => {
    const { store, folded } = cycleStore(['a', 'b', 'c'], 'a');
    await expect(foldCycles(store, nobody)).rejects.toBe(FAILED);
    expect(folded).toEqual(['b', 'c']);
  });

  it('fills the other gaps where one cannot be filled, and tells of it', async () => {
    const filled: string[] = [];
    const at = new Date();
    const store: GapStore = {
      findGaps: () => Promise.resolve(['a', 'b'].map((recorder) => ({ recorder, from: at, to: at }))),
      fill: () => Promise.resolve(),
      filled: (recorder) => {
        if (recorder === 'a') return Promise.reject(FAILED);
        filled.push(recorder);
        return Promise.resolve();
      },
    };
    const none = {
      async *eventsBetween() {
        yield await Promise.resolve([]);
      },
    };
    await expect(fillGaps(store, none, () => '')).rejects.toBe(FAILED);
    expect(filled).toEqual(['b']);
  });

  it('does each of its tasks, whatever became of the one before', async () => {
    const told: unknown[] = [];
    const done: string[] = [];
    const tasks = [() => Promise.reject(FAILED), () => Promise.resolve(void done.push('the second'))];
    const tending = new Tending(tasks, 60_000, { warn: (fields) => told.push(fields) });
    await tending.run();
    await tending.close();
    expect([done, told]).toEqual([['the second'], [{ err: FAILED }]]);
  });
});

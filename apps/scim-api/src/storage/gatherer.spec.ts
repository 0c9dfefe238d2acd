import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Gatherer, type Running, type Waits } from './gatherer.js';

const GATHER_MS = 5;
const MOST = 4;

interface Item extends Waits {
  readonly name: string;
}

/** Transactions that end when they are told to; what each carries. */
function world() {
  const carried: string[] = [];
  const ends: (() => void)[] = [];
  const gatherer = new Gatherer<Item, undefined, Running<undefined>>({
    kind: 'write',
    places: 3,
    placesOfTenant: 2,
    waiting: 100,
    waitingOfTenant: 100,
    gatherMs: GATHER_MS,
    mayPart: (waiting) => waiting.every(({ name }) => !name.startsWith('old')),
    isEnough: ({ name }) => name === 'alone',
    length: (waiting) => Math.min(waiting.length, MOST),
    begin: (tenantId, items) => {
      carried.push(`${tenantId}: ${items.map(({ name }) => name).join(' ')}`);
      return { result: new Promise((resolve) => ends.push(() => resolve(undefined))) };
    },
    end: () => [],
    isToBlame: () => () => true,
    answerable: (error) => error,
  });
  const add = async (tenantId: string, ...names: string[]): Promise<void> => {
    for (const name of names) gatherer.add(tenantId, { name, isSecond: false, reject: () => undefined });
    await turns();
  };
  return { carried, ends, add };
}

async function turns(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await turn();
}

describe('what comes behind a transaction of its tenant', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] }));
  afterEach(() => void jest.useRealTimers());

  it('waits for its end, and shares the next one', async () => {
    const { carried, ends, add } = world();
    await add('a', '1');
    await add('a', '2');
    await add('a', '3');
    expect(carried).toEqual(['a: 1']);
    ends[0]?.();
    await turns();
    expect(carried).toEqual(['a: 1', 'a: 2 3']);
  });

  it('leaves as many for the one after as there are in the next one, if who was answered comes again', async () => {
    const { carried, ends, add } = world();
    await add('a', '1');
    await add('a', '2', '3', '4', '5');
    ends[0]?.();
    await turns();
    expect(carried).toEqual(['a: 1', 'a: 2 3 4']);
    await add('a', '6');
    ends[1]?.();
    await turns();
    expect(carried).toEqual(['a: 1', 'a: 2 3 4', 'a: 5 6']);
  });

  it('shares one with all that wait, where their order is to be kept', async () => {
    const { carried, ends, add } = world();
    await add('a', '1');
    await add('a', '2', '3', '4', 'old 5');
    ends[0]?.();
    await turns();
    expect(carried).toEqual(['a: 1', 'a: 2 3 4 old 5']);
  });

  it('shares one with all that wait, where nobody was answered just now', async () => {
    const { carried, ends, add } = world();
    await add('a', '1');
    ends[0]?.();
    await turns();
    await add('a', '2', '3', '4');
    expect(carried).toEqual(['a: 1', 'a: 2 3 4']);
  });

  it('has one beside it when that takes longer', async () => {
    const { carried, add } = world();
    await add('a', '1');
    await add('a', '2');
    jest.advanceTimersByTime(GATHER_MS);
    await turns();
    expect(carried).toEqual(['a: 1', 'a: 2']);
  });

  it('waits for nothing when it is another’s, goes alone, or is more than one carries', async () => {
    const { carried, add } = world();
    await add('a', '1');
    await add('b', '2');
    expect(carried).toEqual(['a: 1', 'b: 2']);
    await add('a', '3', '4', '5', '6', '7');
    expect(carried).toEqual(['a: 1', 'b: 2', 'a: 3 4 5 6']);
    const other = world();
    await other.add('a', '1');
    await other.add('a', 'alone');
    expect(other.carried).toEqual(['a: 1', 'a: alone']);
  });
});

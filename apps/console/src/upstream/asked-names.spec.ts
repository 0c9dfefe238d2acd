import { describe, expect, it } from '@jest/globals';
import { AskedNames } from './asked-names.js';

const CONTOSO = 'contoso-id';
const ONE = { address: '203.0.113.0/24', isSlowed: false };
const OTHER = { address: '198.51.100.0/24', isSlowed: false };

/** scim-api, which answers when it is told to. */
class Asked {
  readonly names: string[] = [];
  #open: (() => void)[] = [];
  now = 0;

  readonly sent = new AskedNames(
    (who) =>
      new Promise((resolve) => {
        this.names.push(who);
        this.#open.push(() => resolve(who === 'contoso' ? CONTOSO : null));
      }),
    () => this.now,
  );

  get underWay(): number {
    return this.#open.length;
  }

  /** Answers whatever is asked, until nothing is any more. */
  async answer(): Promise<void> {
    while (this.#open.length > 0) {
      for (const answer of this.#open.splice(0)) answer();
      await new Promise(setImmediate);
    }
  }
}

const guesses = (count: number) => Array.from({ length: count }, (_, n) => `guess-${n}`);

describe('names that strangers send', () => {
  it('are asked for one after the other of an address, and no more than fifty of them', async () => {
    const asked = new Asked();
    const all = Promise.all(guesses(200).map((who) => asked.sent.of(who, ONE)));
    await new Promise(setImmediate);
    expect(asked.underWay).toBe(1);
    await asked.answer();
    expect([(await all).filter((found) => found !== null), asked.names.length]).toEqual([[], 50]);
  });

  it('wait for none of another address, and together for those of all that have guessed too much', async () => {
    const asked = new Asked();
    const flood = [ONE, OTHER].flatMap((from) =>
      guesses(30).map((who) => asked.sent.of(who, { ...from, isSlowed: true })),
    );
    const right = asked.sent.of('contoso', OTHER);
    await new Promise(setImmediate);
    expect(asked.names.toSorted()).toEqual(['contoso', 'guess-0']);
    await asked.answer();
    await expect(right).resolves.toBe(CONTOSO);
    await Promise.all(flood);
    expect(asked.names).toHaveLength(51);
  });

  it('are known for half a minute where they are somebody’s, however many guesses wait', async () => {
    const asked = new Asked();
    const first = asked.sent.of('contoso', ONE);
    await new Promise(setImmediate);
    await asked.answer();
    await first;
    const flood = Promise.all(guesses(200).map((who) => asked.sent.of(who, ONE)));
    await expect(asked.sent.of('contoso', ONE)).resolves.toBe(CONTOSO);
    await asked.answer();
    await flood;
    asked.now = 30_000;
    const again = asked.sent.of('contoso', ONE);
    await new Promise(setImmediate);
    expect(asked.names.at(-1)).toBe('contoso');
    await asked.answer();
    await again;
  });
});

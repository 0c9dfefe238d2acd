import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { credentialUse, STAMP_MS } from './stamps.js';

function world() {
  const state = { ms: 0, away: false, written: [] as unknown[], warned: 0 };
  const query = ({ values }: { values: [string] }): Promise<void> => {
    if (state.away) return Promise.reject(new Error('away'));
    state.written.push(values[0]);
    return Promise.resolve();
  };
  // The class asks for one overload of many.
  const pool = { query } as unknown as Pick<Pool, 'query'>;
  const use = credentialUse({ pool, log: { warn: () => void (state.warned += 1) }, now: () => state.ms });
  return { state, use };
}

describe('the last use of a credential', () => {
  it('is written at the first use, and again when the stamp is old', async () => {
    const { state, use } = world();
    for (const ms of [0, 1, STAMP_MS - 1]) {
      state.ms = ms;
      use.note('a', '192.0.2.0/24');
    }
    use.note('b', '192.0.2.0/24');
    await use.close();
    expect(state.written).toEqual(['a', 'b']);
    state.ms = STAMP_MS;
    use.note('a', '192.0.2.0/24');
    await use.close();
    expect(state.written).toEqual(['a', 'b', 'a']);
  });

  it('that could not be written is told, and written with the next one', async () => {
    const { state, use } = world();
    state.away = true;
    use.note('a', '192.0.2.0/24');
    await use.close();
    state.away = false;
    use.note('a', '192.0.2.0/24');
    await use.close();
    expect([state.written, state.warned]).toEqual([['a'], 1]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Decided } from '../tenants/decision.js';
import { Decisions } from './decisions.js';
import { MOST_WAITING } from './waiting-decisions.js';

const bearer = (network: string, begins = 'rcs_aaaaaa'): Decided => ({
  connectionId: null,
  credentialId: null,
  method: 'token',
  reason: 'client_unknown',
  client: null,
  expected: null,
  received: null,
  network,
  hash: 'ab',
  begins,
});

const ofConnection = (connectionId: string): Decided => ({
  ...bearer('192.0.2.0/24'),
  connectionId,
  reason: 'secret_wrong',
});

/** Those that are written of what was noted within half a second. */
async function written(noted: readonly Decided[]): Promise<readonly Decided[]> {
  const sent: string[] = [];
  const query = (_: unknown, [json]: readonly string[] = []) => {
    sent.push(json ?? '[]');
    return Promise.resolve({ rows: [] });
  };
  // Of a pool, what is asked of it here.
  const decisions = new Decisions({ query } as unknown as ConstructorParameters<typeof Decisions>[0], {
    warn: () => undefined,
  });
  for (const one of noted) decisions.note(one);
  await decisions.close();
  return sent.flatMap((json) => JSON.parse(json) as Decided[]);
}

const many = (one: Decided, count: number): Decided[] => Array.from({ length: count }, () => one);

describe('decisions that wait to be written', () => {
  it.each([
    ['guesses of bearers', bearer('203.0.113.0/24')],
    ['a client of another connection', ofConnection('other')],
  ])('are taken away from nobody by a flood of %s', async (_, flood) => {
    const dead = bearer('198.51.100.0/24', 'rcs_bbbbbb');
    const own = ofConnection('own');
    const all = await written([own, ...many(flood, 3 * MOST_WAITING), dead, ...many(flood, MOST_WAITING), own]);
    expect(all).toHaveLength(MOST_WAITING);
    expect(all.filter(({ connectionId }) => connectionId === 'own')).toHaveLength(2);
    expect(all.filter(({ begins }) => begins === dead.begins)).toHaveLength(1);
  });

  it('are the newest of whoever has the most', async () => {
    const flood = Array.from({ length: MOST_WAITING + 3 }, (_, at) => ({
      ...ofConnection('own'),
      received: String(at),
    }));
    const received = (await written(flood)).map((one) => Number(one.received));
    expect([received.length, Math.min(...received), Math.max(...received)]).toEqual([
      MOST_WAITING,
      3,
      MOST_WAITING + 2,
    ]);
  });

  it('are no more where each is of another network', async () => {
    const all = Array.from({ length: MOST_WAITING + 20 }, (_, at) => bearer(`198.51.${at}.0/24`));
    expect(await written(all)).toHaveLength(MOST_WAITING);
  });
});

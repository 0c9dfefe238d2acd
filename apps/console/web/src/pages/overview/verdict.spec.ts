import { describe, expect, it } from '@jest/globals';
import { verdictOf, type Standing } from './verdict.ts';

const NOW = new Date('2026-11-24T14:05:00Z');
const inDays = (days: number): string => new Date(NOW.getTime() + days * 86_400_000).toISOString();

interface Changed {
  readonly connection?: object;
  readonly health?: object;
}

/** Of which only what is judged is there. */
function standing({ connection, health }: Changed = {}): Standing {
  const methods = { token: true, clientSecret: true, federated: false, entraToken: false };
  return {
    connection: { id: 'one', pause: null, methods, ...connection },
    health: {
      brake: { state: 'open' },
      contact: { state: 'on-time', usedAt: null },
      expiries: [{ name: 'a', expiresAt: inDays(90) }],
      refusals: { count: 0, isMore: false },
      lag: { events: 0, oldestAt: null },
      ...health,
    },
  } as unknown as Standing;
}

const CASES: readonly (readonly [string, Changed, string, string])[] = [
  ['nothing is wrong', {}, 'yes', 'healthy'],
  ['the brake holds', { health: { brake: { state: 'engaged' } } }, 'no', 'brake'],
  ['the brake is upheld', { health: { brake: { state: 'upheld' } } }, 'no', 'brake'],
  ['the brake only tells', { health: { brake: { state: 'engaged', held: 0, told: 2 } } }, 'look', 'told'],
  ['it is paused', { connection: { pause: { since: inDays(-1), by: 'Ada', reason: null } } }, 'no', 'paused'],
  ['nothing lets Entra in', { health: { expiries: [] } }, 'no', 'no-credential'],
  ['Entra never called', { health: { contact: { state: 'never', at: null, usedAt: null } } }, 'look', 'never'],
  [
    'Entra signs in where nothing is',
    { health: { contact: { state: 'never', at: null, usedAt: inDays(-1) } } },
    'look',
    'unserved',
  ],
  [
    'Entra goes elsewhere by now',
    { health: { contact: { state: 'silent', at: inDays(-2), usedAt: inDays(-1) } } },
    'no',
    'unserved',
  ],
  ['Entra is silent', { health: { contact: { state: 'silent', at: inDays(-1), usedAt: inDays(-1) } } }, 'no', 'silent'],
  [
    'a credential ends in six days',
    { health: { expiries: [{ name: 'a', expiresAt: inDays(6) }] } },
    'look',
    'expiring',
  ],
  ['a credential has ended', { health: { expiries: [{ name: 'a', expiresAt: inDays(-1) }] } }, 'look', 'expired'],
  ['a credential never ends', { health: { expiries: [{ name: 'a', expiresAt: null }] } }, 'yes', 'healthy'],
  ['people were refused', { health: { refusals: { count: 3, isMore: false } } }, 'look', 'refusals'],
  ['refusals are not known', { health: { refusals: null } }, 'yes', 'healthy'],
  ['a cycle is late', { health: { contact: { state: 'late', at: inDays(-1), usedAt: null } } }, 'look', 'late'],
  ['events wait for an hour', { health: { lag: { events: 1, oldestAt: inDays(-1 / 24) } } }, 'look', 'behind'],
];

describe('the answer to whether provisioning is healthy', () => {
  it.each(CASES)('when %s', (_when, changed, answer, code) => {
    expect(verdictOf([standing(changed)], NOW)).toMatchObject({ answer, reason: { code } });
  });

  it('does without credentials where Entra shows its workload identity', () => {
    const methods = { token: false, clientSecret: false, federated: true, entraToken: false };
    expect(verdictOf([standing({ connection: { methods }, health: { expiries: [] } })], NOW)).toMatchObject({
      answer: 'yes',
    });
  });

  it('is that of the worst connection', () => {
    const paused = { id: 'two', pause: { since: inDays(-1), by: 'Ada', reason: null } };
    expect(verdictOf([standing(), standing({ connection: paused })], NOW)).toMatchObject({
      answer: 'no',
      connection: { id: 'two' },
    });
  });

  it('is none without a connection', () => {
    expect(verdictOf([], NOW)).toBeNull();
  });
});

import { describe, expect, it } from '@jest/globals';
import { standingOf, tellingOf } from './contact.ts';

const at = (minute: number): string => `2026-11-24T14:${String(minute).padStart(2, '0')}:00.000Z`;

describe('how it stands with Entra', () => {
  it.each([
    ['never', null, null, 'never'],
    ['never', null, at(0), 'unserved'],
    ['on-time', at(0), at(5), 'on-time'],
    ['late', at(0), at(1), 'late'],
    ['late', at(0), at(40), 'unserved'],
    ['silent', at(5), at(0), 'silent'],
    ['silent', at(0), at(40), 'unserved'],
  ] as const)('where it is %s, was served at %s and signed in at %s', (state, served, used, standing) => {
    expect(standingOf({ state, at: served, usedAt: used, everyMinutes: 40, missed: 0 })).toBe(standing);
  });
});

describe('what tells why nothing is served', () => {
  const admitted = { reason: null };
  const astray = { reason: 'unknown_endpoint' } as const;
  const wrong = { reason: 'secret_wrong' } as const;

  it.each([
    ['the last one', [admitted, wrong], admitted],
    ['the last one that was refused', [wrong, admitted], wrong],
    ['a wrong address, also where Entra was let in since', [admitted, astray], astray],
    ['not one before another refusal', [admitted, wrong, astray], admitted],
    ['nothing, where nothing came', [], undefined],
  ] as const)('is %s', (_what, decisions, telling) => {
    expect(tellingOf(decisions)).toBe(telling);
  });
});

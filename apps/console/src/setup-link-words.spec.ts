import { describe, expect, it } from '@jest/globals';
import { setupLinkWords } from './setup-link-words.js';
import { NO_TENANT } from './sessions/session.js';

const TENANT = '0199a0c0-0000-7000-8000-000000000001';

describe('the words of setup-link', () => {
  it.each([
    [['operator', '--who', 'Ada'], { tenantId: NO_TENANT, who: 'Ada' }],
    [['tenant', TENANT.toUpperCase(), '--who', 'Ada'], { tenantId: TENANT, who: 'Ada' }],
    [['--who', 'Ada', 'operator'], { tenantId: NO_TENANT, who: 'Ada' }],
    [[], null],
    [['--help'], null],
  ])('%j', (words, expected) => {
    expect(setupLinkWords(words)).toEqual(expected);
  });

  it.each([[['operator']], [['operator', '--who']], [['tenant', '--who', 'Ada']], [['tenant', 'x', '--who', 'Ada']]])(
    '%j are refused',
    (words) => {
      expect(() => setupLinkWords(words)).toThrow();
    },
  );

  it('name no tenant of zeros, which is the operators’', () => {
    expect(() => setupLinkWords(['tenant', NO_TENANT, '--who', 'Ada'])).toThrow();
  });
});

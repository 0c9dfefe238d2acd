import { describe, expect, it } from '@jest/globals';
import { DEFAULT_CAPS, isOverCap } from './caps.js';

describe('a mailbox of which a tenant may have three mails a day', () => {
  const caps = { ...DEFAULT_CAPS, mailboxPerPeriod: 3 };

  it.each([
    ['that has had two of it', 2, 2, false],
    ['that has had three of it', 3, 3, true],
    ['that has had five of all, and two of it', 2, 5, false],
    ['that has had six of all, and one of it', 1, 6, true],
    ['that has had many of others alone', 0, 100, false],
  ])('%s', (_what, ofTenant, ofAll, isOver) => {
    expect(isOverCap({ ofTenant, ofAll }, caps)).toBe(isOver);
  });
});

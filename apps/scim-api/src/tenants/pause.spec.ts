import { describe, expect, it } from '@jest/globals';
import { pausedDetail, whyReminded } from './pause.js';

const PAUSED_BY = [
  ['the operator', 'the operator'],
  ['Anna', 'Anna'],
  // An account of the console, of which nobody outside knows the id.
  ['0198c0de-7a11-4000-8000-00000000000a', 'an administrator'],
] as const;

describe('what is told to whom a pause keeps out', () => {
  it.each(PAUSED_BY)('names of “%s” %s', (by, told) => {
    expect(pausedDetail({ since: new Date('2026-11-24T14:05:00.000Z'), by })).toBe(
      `This connection is paused by ${told} since 2026-11-24T14:05:00.000Z: nothing is read or written until it is resumed.`,
    );
  });
});

describe('what reminds of a pause', () => {
  it.each(PAUSED_BY)('names of “%s” %s', (by, told) => {
    const since = new Date('2026-11-24T14:05:00.000Z');
    expect(whyReminded({ since, by, reason: 'A merger.' })).toBe(
      `Paused by ${told} since 2026-11-24 14:05 UTC: A merger.`,
    );
    expect(whyReminded({ since, by, reason: null })).toBe(`Paused by ${told} since 2026-11-24 14:05 UTC`);
  });
});

import { expect, it } from '@jest/globals';
import { FewLines, MOST_LINES } from './few-lines.js';

it('of what strangers do are few a minute, and say how many were left out', () => {
  const written: object[] = [];
  let now = 0;
  const lines = new FewLines({ warn: (fields: object) => void written.push(fields) }, () => now);
  for (let n = 0; n < 1_000; n += 1) lines.warn({ n }, 'was not taken');
  expect(written).toHaveLength(MOST_LINES);
  now = 60_000;
  lines.warn({ n: 'next' }, 'was not taken');
  lines.warn({ n: 'another' }, 'was not taken');
  lines.warn({ n: 'first' }, 'is away');
  const next = [{ n: 'next', count: 1_000 - MOST_LINES }, { n: 'another' }, { n: 'first' }];
  expect(written.slice(MOST_LINES)).toEqual(next);
});

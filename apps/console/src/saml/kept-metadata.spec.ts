import { describe, expect, it } from '@jest/globals';
import type { SigningCertificate } from './certificate.js';
import { changesOf, remindersOf } from './kept-metadata.js';

const now = new Date('2026-12-01T12:00:00Z');
const day = (count: number): string => new Date(now.getTime() + count * 86_400_000).toISOString();
const certificate = (fingerprint: string, days: number): SigningCertificate => ({
  pem: '',
  fingerprint,
  notBefore: day(-100),
  notAfter: day(days),
});
const metadata = (...certificates: SigningCertificate[]) => ({ entityId: 'e', certificates });

describe('the end of a certificate', () => {
  it.each([
    [61, []],
    [60, [60]],
    [31, [60]],
    [30, [60, 30]],
    [7.1, [60, 30]],
    [7, [60, 30, 7]],
    [0.5, [60, 30, 7, 1]],
    [-1, [60, 30, 7, 1, 0]],
  ])('in %d days is told for those that it has fewer left of', (left, days) => {
    expect(remindersOf(metadata(certificate('a', left)), now)?.days ?? []).toEqual(days);
  });

  it('is no matter while another holds on longer', () => {
    expect(remindersOf(metadata(certificate('a', 5), certificate('b', 500)), now)).toBeNull();
    expect(remindersOf(metadata(certificate('a', 5), certificate('b', 20)), now)?.certificate.fingerprint).toBe('b');
  });
});

describe('what has changed', () => {
  it('is what is new and what is gone', () => {
    const [a, b, c] = [certificate('a', 5), certificate('b', 5), certificate('c', 5)];
    expect(changesOf(metadata(a, b), metadata(b, c))).toEqual({ taken: [c], dropped: [a] });
  });

  it('is nothing the first time', () => {
    expect(changesOf(null, metadata(certificate('a', 5)))).toEqual({ taken: [], dropped: [] });
  });
});

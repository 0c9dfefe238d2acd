import { describe, expect, it } from '@jest/globals';
import { unwrapKey, wrapKey } from './wrapped-key.js';

const SECRET = 's'.repeat(32);
const KEY = { kty: 'OKP', crv: 'Ed25519', d: 'the-private-half', x: 'the-public-half' };

describe('a private key at rest', () => {
  it('is what it was under the same secret, and shows nothing of itself', () => {
    const wrapped = wrapKey(SECRET, 'k1', KEY);
    expect(unwrapKey(SECRET, 'k1', wrapped)).toEqual(KEY);
    expect(Buffer.from(wrapped.slice(3), 'base64url').toString('latin1') + wrapped).not.toContain('private');
    expect(wrapKey(SECRET, 'k1', KEY)).not.toBe(wrapped);
  });

  it.each<[string, () => unknown]>([
    ['under another secret', () => unwrapKey('t'.repeat(32), 'k1', wrapKey(SECRET, 'k1', KEY))],
    ['in the row of another key', () => unwrapKey(SECRET, 'k2', wrapKey(SECRET, 'k1', KEY))],
    ['cut short', () => unwrapKey(SECRET, 'k1', wrapKey(SECRET, 'k1', KEY).slice(0, 40))],
    ['changed', () => unwrapKey(SECRET, 'k1', wrapKey(SECRET, 'k1', KEY).replace(/.{4}$/, 'AAAA'))],
    ['empty', () => unwrapKey(SECRET, 'k1', '')],
  ])('%s is refused by the name of the setting, without a value', (_what, open) => {
    expect(open).toThrow(/^KEY_SECRET is not the one/);
    expect(open).not.toThrow(new RegExp(SECRET));
  });
});

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Seal } from './seal.js';

const SECRET = randomBytes(32).toString('base64url');
const seal = new Seal(SECRET, 'one purpose');

describe('what is sealed', () => {
  it('opens for its context, and is another each time', () => {
    const [one, other] = [seal.close('text', 'of Contoso'), seal.close('text', 'of Contoso')];
    expect([seal.open(one, 'of Contoso'), seal.open(other, 'of Contoso')]).toEqual(['text', 'text']);
    expect(one.equals(other)).toBe(false);
  });

  it.each([
    ['for another context', (sealed: Buffer) => seal.open(sealed, 'of Fabrikam')],
    ['for another purpose', (sealed: Buffer) => new Seal(SECRET, 'another').open(sealed, 'of Contoso')],
    ['by another key', (sealed: Buffer) => new Seal(`${SECRET}x`, 'one purpose').open(sealed, 'of Contoso')],
    ['changed', (sealed: Buffer) => seal.open(Buffer.concat([sealed, Buffer.from('x')]), 'of Contoso')],
    ['with a shorter tag', (sealed: Buffer) => seal.open(sealed.subarray(0, 20), 'of Contoso')],
    ['as nothing', () => seal.open(Buffer.alloc(0), 'of Contoso')],
  ])('does not open %s', (_how, open) => {
    expect(open(seal.close('text', 'of Contoso'))).toBeNull();
  });
});

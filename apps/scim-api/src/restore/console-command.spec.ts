import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { publicKeyIn } from './console-command.js';
import { operatorWords } from './operator-words.js';

const words = (...given: string[]) => operatorWords(given, () => 'kim', new Date());

describe('operator console', () => {
  it('is told which key, and why', () => {
    expect(words('console', 'register', 'key.json')).toEqual({
      verb: 'console',
      act: 'register',
      file: 'key.json',
      who: 'kim',
    });
    expect(words('console', 'withdraw', '--why', 'stolen')).toEqual({
      verb: 'console',
      act: 'withdraw',
      kid: null,
      why: 'stolen',
      who: 'kim',
    });
    expect(words('console', 'withdraw', 'k1', '--why', 'stolen')).toMatchObject({ kid: 'k1' });
    expect(words('console', 'list', '--json')).toEqual({ verb: 'console', act: 'list', isJson: true });
    expect(words('console', '--help')).toBeNull();
  });

  it.each([
    [['console'], 'console register'],
    [['console', 'forget'], 'console register'],
    [['console', 'register'], 'console register <file>'],
    [['console', 'withdraw'], '--why'],
    [['console', 'list', 'all'], 'a word too many'],
    [['console', 'withdraw', 'k1', 'k2', '--why', 'stolen'], 'a word too many'],
  ])('says of %j what is missing', (given, told) => {
    expect(() => words(...given)).toThrow(told);
  });
});

describe('the key of a console', () => {
  const made = async (alg = 'ES256'): Promise<JWK> =>
    exportJWK((await generateKeyPair(alg, { extractable: true })).publicKey);

  it('is named as it says, or by its thumbprint', async () => {
    const jwk = await made();
    const kid = await calculateJwkThumbprint(jwk);
    expect(await publicKeyIn(JSON.stringify(jwk))).toEqual({ ...jwk, kid });
    expect(await publicKeyIn(JSON.stringify({ ...jwk, kid: 'own', use: 'sig' }))).toEqual({ ...jwk, kid: 'own' });
  });

  it('is a public one of P-256, and nothing else', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await made();
    const none = [
      [await exportJWK(privateKey), 'private key'],
      [await made('EdDSA'), 'P-256'],
      [await made('ES384'), 'P-256'],
      [{ ...jwk, y: jwk.x }, 'no point'],
      [{ ...jwk, kid: 'a b' }, 'kid'],
      ['text', 'no JWK'],
    ] as const;
    for (const [given, told] of none) await expect(publicKeyIn(JSON.stringify(given))).rejects.toThrow(told);
    await expect(publicKeyIn('{')).rejects.toThrow('no JWK');
  });
});

import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, type JWTPayload } from 'jose';
import { judgeIdToken, type Expected } from './judge-id-token.js';

const TID = '0198c0de-7a11-4000-8000-00000000000a';
const ADA = '0198c0de-7a11-4000-8000-0000000000ad';
const ISSUER = `https://login.microsoftonline.com/${TID}/v2.0`;
const seconds = (from: number): number => Math.floor(Date.now() / 1_000) + from;

let pair: Awaited<ReturnType<typeof generateKeyPair>>;
let expected: Expected;
beforeAll(async () => {
  pair = await generateKeyPair('RS256', { extractable: true });
  // As a key set that says nothing of the algorithm.
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'key-1' }] });
  const own = { tid: TID, clientId: 'app', nonce: 'nonce' };
  expected = { issuer: { issuer: ISSUER }, ...own, keys: { keyFor: (header) => keys(header) } };
});

interface Change {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Record<string, unknown>;
}

const good = (): JWTPayload => ({
  iss: ISSUER,
  aud: 'app',
  nonce: 'nonce',
  tid: TID,
  oid: ADA,
  sub: 'pairwise',
  name: 'Ada',
  iat: seconds(0),
  nbf: seconds(0),
  exp: seconds(3_600),
});
const sign = ({ claims = {}, header = {} }: Change = {}): Promise<string> =>
  new SignJWT({ ...good(), ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'key-1', ...header })
    .sign(pair.privateKey);

describe('an ID token', () => {
  it('says who it is', async () => {
    const claims = { oid: ADA.toUpperCase(), sid: 's', roles: ['a', 1, 'b'], auth_time: 1_700_000_000, azp: 'app' };
    expect(await judgeIdToken(await sign({ claims }), expected)).toEqual({
      method: 'oidc',
      tid: TID,
      oid: ADA,
      sid: 's',
      name: 'Ada',
      appRoles: ['a', 'b'],
      authTime: new Date(1_700_000_000_000),
    });
  });

  it.each([
    ['its name', { name: 'Ada\u0000\nLovelace ' }, 'Ada Lovelace'],
    ['a name of a thousand letters', { name: 'a'.repeat(1_000) }, 'a'.repeat(100)],
    [
      'its user name, where there is no name',
      { name: undefined, preferred_username: 'ada@contoso.example' },
      'ada@contoso.example',
    ],
    ['its object, where there is nothing else', { name: '  ', preferred_username: 1 }, ADA],
  ])('is shown by %s', async (_what, claims, name) => {
    expect((await judgeIdToken(await sign({ claims }), expected)).name).toBe(name);
  });

  it.each([
    ['a minute fast', { iat: seconds(50), nbf: seconds(50) }],
    ['a minute slow', { exp: seconds(-50), iat: seconds(-590) }],
  ])('may be of a clock that is %s', async (_what, claims) => {
    expect((await judgeIdToken(await sign({ claims }), expected)).oid).toBe(ADA);
  });

  it.each<[string, Change]>([
    ['of another issuer', { claims: { iss: ISSUER.replace('.com', '.us') } }],
    ['of the issuer’s other version', { claims: { iss: `https://sts.windows.net/${TID}/` } }],
    ['for another app', { claims: { aud: 'other' } }],
    ['for another app, too', { claims: { aud: ['app', 'other'] } }],
    ['asked for by another app', { claims: { azp: 'other' } }],
    ['of another login', { claims: { nonce: 'other' } }],
    ['of no login', { claims: { nonce: undefined } }],
    ['of another tenant', { claims: { tid: TID.replace('a', 'b') } }],
    ['of no tenant', { claims: { tid: undefined } }],
    ['of nobody', { claims: { oid: undefined } }],
    ['of somebody who is none', { claims: { oid: 'ada' } }],
    ['of all at once', { claims: { oid: [ADA] } }],
    ['that expired', { claims: { exp: seconds(-61) } }],
    ['that never expires', { claims: { exp: undefined } }],
    ['that is not yet good', { claims: { nbf: seconds(120) } }],
    ['that is old', { claims: { iat: seconds(-700) } }],
    ['of no age', { claims: { iat: undefined } }],
    ['of another kind', { header: { typ: 'at+jwt' } }],
    ['by a key that is not named', { header: { kid: undefined } }],
    ['by a key that nobody knows', { header: { kid: 'key-2' } }],
  ])('is none: one %s', async (_what, change) => {
    await expect(sign(change).then((token) => judgeIdToken(token, expected))).rejects.toThrow();
  });

  it('is none by HS256 with the public key, and none unsigned', async () => {
    const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const claims = encoded(good());
    const body = `${encoded({ alg: 'HS256', typ: 'JWT', kid: 'key-1' })}.${claims}`;
    const mac = createHmac('sha256', await exportSPKI(pair.publicKey))
      .update(body)
      .digest('base64url');
    await expect(judgeIdToken(`${body}.${mac}`, expected)).rejects.toThrow();
    await expect(judgeIdToken(`${encoded({ alg: 'none', typ: 'JWT' })}.${claims}.`, expected)).rejects.toThrow();
  });

  it('is none by another algorithm of the same key', async () => {
    const key = await importJWK(await exportJWK(pair.privateKey), 'RS512');
    const token = await new SignJWT(good()).setProtectedHeader({ alg: 'RS512', typ: 'JWT', kid: 'key-1' }).sign(key);
    await expect(judgeIdToken(token, expected)).rejects.toThrow();
  });

  it('is none by a key that its header brings or points to', async () => {
    const other = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(other.publicKey);
    const header = { alg: 'RS256', typ: 'JWT', kid: 'key-1', jwk, jku: 'https://evil.example/keys' };
    const token = await new SignJWT(good()).setProtectedHeader(header).sign(other.privateKey);
    await expect(judgeIdToken(token, expected)).rejects.toThrow();
  });
});

import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { v7 as uuid } from 'uuid';
import type { Pool } from 'pg';
import { inTransaction } from '#postgres';
import { registerConsoleKey, withdrawConsoleKeys } from '../../storage/console-keys.js';
import { TOKEN_URL, type AdminApi, type Answer } from '../admin/admin-api.fixture.js';

const NOW = Math.floor(Date.now() / 1_000);
export const ACCOUNT = '0198c0de-0000-7000-8000-0000000000a1';
export const ACTING = {
  requestId: '0198c0de-0000-7000-8000-0000000000b1',
  traceparent: null,
  reason: null,
  name: 'Kim',
};

/** What the console signs, unless told otherwise. */
export interface Signed {
  readonly claims?: JWTPayload;
  readonly kid?: string;
  readonly key?: CryptoKey;
  readonly alg?: string;
}

/** A console with a key of its own, as the token endpoint sees it. */
export class TestConsole {
  private constructor(
    readonly kid: string,
    readonly key: CryptoKey,
    readonly owner: Pool,
  ) {}

  static async registered({ owner }: Pick<AdminApi, 'owner'>): Promise<TestConsole> {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const { kty = '', crv = '', x = '', y = '' } = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint({ kty, crv, x, y });
    await inTransaction(owner, (tx) =>
      registerConsoleKey(tx, { kty, crv, x, y, kid }, { at: new Date(), acting: ACTING }),
    );
    return new TestConsole(kid, privateKey, owner);
  }

  async withdraw(): Promise<void> {
    await inTransaction(this.owner, (tx) => withdrawConsoleKeys(tx, this.kid, { at: new Date(), acting: ACTING }));
  }

  assertion({ claims = {}, ...by }: Signed = {}): Promise<string> {
    return this.#sign({ sub: 'console', jti: uuid(), ...claims }, by);
  }

  subject(claims: JWTPayload = {}, by: Signed = {}): Promise<string> {
    const who = {
      sub: ACCOUNT,
      roles: ['identity-administrator'],
      auth_time: NOW,
      amr: ['hwk'],
      addr: '203.0.113.0/24',
    };
    return this.#sign({ ...who, ...claims }, by);
  }

  async form(claims: JWTPayload, audience: string, more: Record<string, string> = {}): Promise<Record<string, string>> {
    return {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await this.assertion(),
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      subject_token: await this.subject(claims),
      audience,
      ...more,
    };
  }

  /** A token of somebody. */
  async tokenOf(api: AdminApi, claims: JWTPayload, audience = 'rollcall:admin'): Promise<string> {
    const { status, body } = await ask(api, await this.form(claims, audience));
    if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`);
    return String(body.access_token);
  }

  #sign(claims: JWTPayload, { kid = this.kid, key = this.key, alg = 'ES256' }: Signed): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const all = { iss: 'console', aud: TOKEN_URL, iat: now, exp: now + 60, ...claims };
    return new SignJWT(all).setProtectedHeader({ alg, kid }).sign(key);
  }
}

/** Nothing stands in a header, unless told. */
export async function ask(
  { url }: AdminApi,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${url}/oauth/token`, { method: 'POST', headers, body: new URLSearchParams(form) });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] };
}

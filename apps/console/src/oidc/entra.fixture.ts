import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';

/** What an authorization asks for, as its address says. */
interface Asked {
  readonly base: string;
  readonly parameters: URLSearchParams;
}

/** What an ID token is not as it should be. */
export interface Tricks {
  readonly claims?: JWTPayload;
  /** In place of the signature that it should have. */
  readonly sign?: (claims: JWTPayload, entra: EntraStandIn) => Promise<string> | string;
}

const CLIENT_SECRET = 'the-secret-of-the-app';

/** Stands for Entra's clouds on one port, a path each: `/{cloud}/{tid}/…`. Whom it signs in, and how wrongly, the test says. */
export class EntraStandIn {
  static readonly secret = CLIENT_SECRET;
  readonly heard: string[] = [];
  isDown = false;
  /** In place of its own, where somebody wrote into the document. */
  endSession: string | null = null;
  /** What a client signed last. */
  assertion: string | null = null;
  kid = 'key-1';
  /** Of tenants that have keys of their own. */
  readonly #pairs = new Map<string, Awaited<ReturnType<typeof generateKeyPair>>>();
  readonly #codes = new Map<string, { asked: Asked; claims: JWTPayload; tricks: Tricks }>();
  #pair!: Awaited<ReturnType<typeof generateKeyPair>>;

  private constructor(readonly server: Server) {}

  static async start(): Promise<EntraStandIn> {
    const server = createServer();
    const entra = new EntraStandIn(server);
    await entra.rotate('key-1');
    server.on('request', (request, response) => void entra.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return entra;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get authorities(): string {
    return ['global', 'usgov', 'china'].map((cloud) => `${cloud}=${this.url}/${cloud}`).join(',');
  }

  async rotate(kid: string): Promise<void> {
    this.kid = kid;
    this.#pair = await generateKeyPair('RS256', { extractable: true });
  }

  get publicKey(): CryptoKey {
    return this.#pair.publicKey;
  }

  /** Its key has the same name as that of the others, and is another. */
  async giveKey(tid: string): Promise<void> {
    this.#pairs.set(tid, await generateKeyPair('RS256', { extractable: true }));
  }

  /** @param url where the browser was sent @returns where it comes back to, with a code */
  authorize(url: string, claims: JWTPayload, tricks: Tricks = {}): string {
    const { origin, pathname, searchParams: parameters } = new URL(url);
    const code = randomUUID();
    const base = origin + pathname.replace('/oauth2/v2.0/authorize', '');
    this.#codes.set(code, { asked: { base, parameters }, claims, tricks });
    return `${parameters.get('redirect_uri')}?code=${code}&state=${parameters.get('state')}`;
  }

  /** @param by the tenant whose key it is */
  sign(claims: JWTPayload, header: Record<string, string> = {}, by = String(claims['tid'])): Promise<string> {
    const protectedHeader = { alg: 'RS256', typ: 'JWT', kid: this.kid, ...header };
    return new SignJWT(claims).setProtectedHeader(protectedHeader).sign(this.#pairOf(by).privateKey);
  }

  #pairOf(tid: string): Awaited<ReturnType<typeof generateKeyPair>> {
    return this.#pairs.get(tid) ?? this.#pair;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    this.heard.push(url);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (this.isDown) return void response.destroy();
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    if (url.endsWith('/token') && !this.#isClient(form)) {
      response.writeHead(401, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify({ error: 'invalid_client', error_codes: [7_000_215] }));
    }
    const body = await this.#bodyFor(url, form);
    response.writeHead(body === null ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { error: 'invalid_grant' }));
  }

  /** By its secret, or by what the key of its certificate has signed: kept for the test to look at. */
  #isClient(form: URLSearchParams): boolean {
    this.assertion = form.get('client_assertion');
    return this.assertion !== null || form.get('client_secret') === CLIENT_SECRET;
  }

  async #bodyFor(url: string, form: URLSearchParams): Promise<object | null> {
    const base = this.url + url.split('/').slice(0, 3).join('/');
    if (url.endsWith('/.well-known/openid-configuration'))
      return {
        ...discoveryOf(base, `${this.url}/${url.split('/')[1] ?? ''}/{tenantid}`),
        ...(this.endSession !== null && { end_session_endpoint: this.endSession }),
      };
    if (url.endsWith('/keys'))
      return {
        keys: [{ ...(await exportJWK(this.#pairOf(url.split('/')[2] ?? '').publicKey)), kid: this.kid, use: 'sig' }],
      };
    const code = form.get('code') ?? '';
    const { asked, claims, tricks = {} } = this.#codes.get(code) ?? {};
    this.#codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (asked === undefined || claims === undefined) return null;
    if (asked.parameters.get('code_challenge') !== challenge) return null;
    const { parameters } = asked;
    // Whoever asks at /organizations is answered by the tenant that somebody is of.
    const issuer = asked.base.endsWith('/organizations')
      ? asked.base.replace(/[^/]+$/, String(claims['tid']))
      : asked.base;
    const now = Math.floor(Date.now() / 1_000);
    const times = { iat: now, nbf: now, exp: now + 3_600 };
    const own = { iss: `${issuer}/v2.0`, aud: parameters.get('client_id') ?? '', nonce: parameters.get('nonce') ?? '' };
    const all = { sub: 'pairwise', tid: issuer.split('/').at(-1), ...times, ...own, ...claims, ...tricks.claims };
    const idToken = await (tricks.sign?.(all, this) ?? this.sign(all));
    return { access_token: 'opaque', token_type: 'Bearer', expires_in: 3_600, id_token: idToken };
  }
}

function discoveryOf(base: string, template: string): object {
  const endpoints = {
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
  };
  const issuer = base.endsWith('/organizations') ? template : base;
  return { issuer: `${issuer}/v2.0`, jwks_uri: `${base}/discovery/v2.0/keys`, ...endpoints };
}

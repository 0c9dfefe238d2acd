import { exportPKCS8, generateKeyPair } from 'jose';
import { createPublicKey, randomUUID } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';

export interface SigningKey {
  /** PKCS #8, for RS256. */
  readonly privateKey: string;
  readonly kid: string;
}

export async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { privateKey: await exportPKCS8(privateKey), kid: randomUUID() };
}

/** An issuer as Entra's, on this machine: its metadata and its keys, so that a target can check what is signed with them. */
export class LocalIssuer {
  readonly #server: Server;

  private constructor(
    server: Server,
    readonly jwksUrl: string,
  ) {
    this.#server = server;
  }

  /** @param issuer the `iss` of the assertions: an http URL of this machine, as Entra's ends in `/v2.0` */
  static async start(issuer: string, key: SigningKey): Promise<LocalIssuer> {
    const url = new URL(issuer);
    const base = url.pathname.replace(/\/+$/, '');
    const keysPath = `${base.replace(/\/v2\.0$/, '')}/discovery/v2.0/keys`;
    const jwk = {
      ...createPublicKey(key.privateKey).export({ format: 'jwk' }),
      kid: key.kid,
      alg: 'RS256',
      use: 'sig',
    };
    const documents = new Map<string, object>([
      [`${base}/.well-known/openid-configuration`, { issuer, jwks_uri: url.origin + keysPath }],
      [keysPath, { keys: [jwk] }],
    ]);
    const server = createServer((request, response) => answer(response, documents.get(request.url ?? '')));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(Number(url.port), url.hostname, resolve);
    });
    return new LocalIssuer(server, url.origin + keysPath);
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function answer(response: ServerResponse, document: object | undefined): void {
  response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(document === undefined ? '' : JSON.stringify(document));
}

import { exportJWK, exportPKCS8, generateKeyPair, type JWK } from 'jose';
import { createServer, type Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';

/** An issuer as Entra's, on this machine: its metadata and keys, so that a target can check what is signed with them. */
export class LocalIssuer {
  readonly kid = randomUUID();
  #jwk: JWK = {};
  #privateKey = '';

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(port = 0): Promise<LocalIssuer> {
    const server = createServer((request, response) => issuer.#answer(request.url ?? '/', response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    const { port: taken } = server.address() as AddressInfo;
    const issuer = new LocalIssuer(server, `http://127.0.0.1:${taken}`);
    await issuer.rotate();
    return issuer;
  }

  /** Another key under the same id list: targets have to fetch the keys anew. */
  async rotate(): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    this.#jwk = { ...(await exportJWK(publicKey)), kid: this.kid, alg: 'RS256', use: 'sig' };
    this.#privateKey = await exportPKCS8(privateKey);
  }

  get privateKey(): string {
    return this.#privateKey;
  }

  get jwksUrl(): string {
    return `${this.url}/discovery/v2.0/keys`;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  #answer(
    path: string,
    response: { writeHead(status: number, headers?: object): unknown; end(text?: string): unknown },
  ): void {
    const documents: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer: this.url, jwks_uri: this.jwksUrl },
      '/discovery/v2.0/keys': { keys: [this.#jwk] },
    };
    const found = documents[path];
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(found === undefined ? '' : JSON.stringify(found));
  }
}

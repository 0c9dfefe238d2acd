import { createPublicKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { issuerOf, keysUrlOf, stsIssuerOf } from './clouds.js';
import type { Principal, SigningKey } from './entra-token.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

export interface Asked {
  readonly path: string;
  readonly status: number;
}

/** A cloud's issuer on this machine: metadata and keys of its tenants, so that a target can check what they sign. */
export class LocalIssuer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /**
   * @param authority where it stands in for a cloud: an http URL of this machine
   * @param tenants asked at each request: a key that was rotated meanwhile is served
   */
  static async start(
    authority: string,
    tenants: () => readonly Principal[],
    onAsked: (asked: Asked) => void = () => undefined,
  ): Promise<LocalIssuer> {
    const { hostname, port, protocol } = new URL(authority);
    if (!LOOPBACK.has(hostname) || protocol !== 'http:') {
      throw new Error(`the issuer serves this machine alone: ${authority} is no http address of it`);
    }
    const server = createServer(({ url: path = '' }, response) => {
      const document = tenants()
        .flatMap(documentsOf)
        .find(({ url }) => new URL(url).pathname === path);
      const status = document === undefined ? 404 : document.content === null ? 503 : 200;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document?.content ?? {}));
      onAsked({ path, status });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(Number(port), hostname.replace(/[[\]]/g, ''), resolve);
    });
    return new LocalIssuer(server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

interface Served {
  readonly url: string;
  /** Null while it is down. */
  readonly content: object | null;
}

function documentsOf(tenant: Principal): Served[] {
  const keys = tenant.areKeysDown ? null : { keys: tenant.keys.map(publicPart) };
  const [issuer, sts, jwks_uri] = [issuerOf(tenant), stsIssuerOf(tenant), keysUrlOf(tenant)];
  const stsKeys = jwks_uri.replace('/v2.0/keys', '/keys');
  return [
    { url: `${issuer}/.well-known/openid-configuration`, content: { issuer, jwks_uri } },
    { url: `${sts}.well-known/openid-configuration`, content: { issuer: sts, jwks_uri: stsKeys } },
    { url: jwks_uri, content: keys },
    { url: stsKeys, content: keys },
  ];
}

function publicPart({ privateKey, kid }: SigningKey): object {
  return { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
}

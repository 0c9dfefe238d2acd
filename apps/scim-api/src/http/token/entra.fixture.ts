import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';

export interface EntraTenantKeys {
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

/** A cloud's key endpoint on this machine, for any tenant; it can be down, and its keys can change. */
export class TestEntra {
  readonly #server: Server;
  #published: object[] = [];
  isDown = false;
  /** Published beside the keys. */
  beside: readonly object[] = [];
  /** Asked for keys. */
  fetches = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.fetches += 1;
      const isKeys = /^\/[\w-]+\/discovery\/v2\.0\/keys$/.test(request.url ?? '');
      const status = this.isDown ? 503 : isKeys ? 200 : 404;
      response.writeHead(status).end(JSON.stringify({ keys: [...this.beside, ...this.#published] }));
    });
  }

  static async start(): Promise<TestEntra> {
    const entra = new TestEntra();
    await new Promise<void>((resolve) => entra.#server.listen(0, '127.0.0.1', resolve));
    return entra;
  }

  get url(): string {
    // A listening server of TCP has such an address.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A key that signs from now on, the one alone that is published. */
  async rotate(kid: string): Promise<EntraTenantKeys> {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    this.#published = [{ ...(await exportJWK(publicKey)), kid, use: 'sig' }];
    return { kid, privateKey };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Claims as a real token of the provisioning service has them: `uti` and no `jti`, good for 65 minutes. */
export function signed({ kid, privateKey }: EntraTenantKeys, claims: JWTPayload, header: object = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ uti: 'u', iat: now, nbf: now, exp: now + 3_900, ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, ...header })
    .sign(privateKey);
}

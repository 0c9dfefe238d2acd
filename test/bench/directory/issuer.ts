import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { TENANT } from './people.js';

export interface Issuer {
  readonly environment: { readonly JWKS_URL: string; readonly TOKEN_ISSUER: string };
  /** Of a reader who may see all that the directory has. */
  readonly token: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

const NAME = 'http://bench.test';

/** Stands for scim-api, which need not run: publishes a key and signs a token. */
export async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' }] });
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(keys);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Of a server that listens on a port.
  const { port } = server.address() as AddressInfo;
  return {
    environment: { JWKS_URL: `http://127.0.0.1:${port}/jwks.json`, TOKEN_ISSUER: NAME },
    token: () =>
      new SignJWT({ tid: TENANT })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
        .setIssuer(NAME)
        .setAudience('rollcall:directory')
        .setSubject('bench')
        .setIssuedAt()
        .setExpirationTime('30 minutes')
        .setJti('bench')
        .sign(privateKey),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

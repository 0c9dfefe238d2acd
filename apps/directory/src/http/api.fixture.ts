import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const ISSUER = 'http://issuer.test';

export interface TestIssuer {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** @param claims beside those of a reader */
  token(tenantId: string, audience?: string, claims?: object): Promise<string>;
  stop(): Promise<void>;
}

/** Stands for scim-api: publishes a key and issues tokens. */
export async function testIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' }] });
  const server: Server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(jwks);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    issuer: ISSUER,
    jwksUrl: `http://127.0.0.1:${address.port}/jwks.json`,
    token: (tenantId, audience = 'rollcall:directory', claims = {}) =>
      new SignJWT({ tid: tenantId, ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setSubject('reader-1')
        .setIssuedAt()
        .setExpirationTime('5 minutes')
        .setJti('jti-1')
        .sign(privateKey),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

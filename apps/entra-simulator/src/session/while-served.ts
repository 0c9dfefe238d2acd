import { LocalIssuer } from '../wire/local-issuer.js';
import { isSigning, type Connection } from './connection.js';

/**
 * Serves the issuer of a connection that signs its own tokens while the work lasts: the target fetches the keys from it.
 * Where the address is taken, `entra-simulator issuer` serves it already.
 *
 * @param connection asked at each request, so that keys that are rotated meanwhile are served
 */
export async function whileServed<Result>(connection: () => Connection, work: () => Promise<Result>): Promise<Result> {
  const served = connection();
  if (!isSigning(served) || served.authority === null) return work();
  const tenants = () => [connection()].filter(isSigning);
  const issuer = await LocalIssuer.start(served.authority, tenants).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return null;
    throw error;
  });
  return work().finally(() => issuer?.stop());
}

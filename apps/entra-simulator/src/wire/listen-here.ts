import type { Server } from 'node:http';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** What stands in for a cloud serves this machine alone. @throws Error of another address, or one that is taken */
export async function listenHere(server: Server, authority: string): Promise<void> {
  const { hostname, port, protocol } = new URL(authority);
  if (!LOOPBACK.has(hostname) || protocol !== 'http:') {
    throw new Error(`the issuer serves this machine alone: ${authority} is no http address of it`);
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), hostname.replace(/[[\]]/g, ''), resolve);
  });
}

import type { Server } from 'node:http';

/** Of a process by default: each costs 10 to 15 kB while nothing is asked on it. */
export const MAX_CONNECTIONS = 2_000;
/** Of its internal listener: scrapes, probes and operators. */
export const MAX_INTERNAL_CONNECTIONS = 200;

/**
 * Takes no more connections than `most`: Node closes what comes beyond it. When the last place is taken those make room on
 * which nothing is asked; one on which nothing has come yet keeps it until `headersTimeout`.
 */
export function boundConnections(server: Server, most: number): void {
  server.maxConnections = most;
  let open = 0;
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
    if (open >= most) server.closeIdleConnections();
  });
}

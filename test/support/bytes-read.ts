import { EventEmitter } from 'node:events';
import type { Pool, PoolClient } from 'pg';

/** What the statements of a pool were answered with. */
export interface BytesRead {
  /** The largest answer since the last look, in bytes of its rows on the wire. */
  largest(): number;
}

/** Listens to the connections that the pool opens from now on. */
export function bytesRead(pool: Pool): BytesRead {
  let largest = 0;
  pool.on('connect', (client: PoolClient) => {
    let bytes = 0;
    const connection = connectionOf(client);
    connection.on('dataRow', ({ length }: { readonly length: number }) => {
      bytes += length;
      largest = Math.max(largest, bytes);
    });
    connection.on('readyForQuery', () => {
      bytes = 0;
    });
  });
  return {
    largest: () => {
      const seen = largest;
      largest = 0;
      return seen;
    },
  };
}

/** pg's own, which tells of each message of the protocol; not in its types (pg 8.23, client.js). */
function connectionOf(client: PoolClient): EventEmitter {
  const connection: unknown = 'connection' in client ? client.connection : undefined;
  if (!(connection instanceof EventEmitter)) throw new Error('pg has no connection that tells of its messages');
  return connection;
}

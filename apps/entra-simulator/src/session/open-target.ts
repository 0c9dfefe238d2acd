import { testConnection } from '../cycle/run-cycle.js';
import { bearer, clientCredentials, entraToken, federated, type Credential } from '../wire/credential.js';
import { HttpTarget, type TargetOptions } from '../wire/target.js';
import type { Connection } from './connection.js';

export function openTarget(connection: Connection, options: Omit<TargetOptions, 'url' | 'credential'>): HttpTarget {
  return new HttpTarget({ ...options, url: connection.url, credential: credentialOf(connection) });
}

/** *Test Connection* of the provisioning page, of what may not be stored yet: null when it succeeds. */
export async function troubleOf(connection: Connection): Promise<string | null> {
  const target = openTarget(connection, { connections: 1 });
  return testConnection(target).finally(() => target.close());
}

function credentialOf(connection: Connection): Credential {
  switch (connection.kind) {
    case 'bearer':
      return bearer(connection.token);
    case 'clientCredentials':
      return clientCredentials(connection.tokenUrl, connection);
    case 'federated':
      return federated(connection.tokenUrl, connection);
    case 'entraToken':
      return entraToken(connection);
  }
}

import type { Client, Federation } from '../wire/credential.js';
import type { Principal } from '../wire/entra-token.js';

/** How the application is reached; secrets are kept as they are, in a file that only its owner reads. */
export type Connection = { readonly url: string } & (
  | ({ readonly kind: 'bearer'; readonly token: string } & Rotated)
  | ({ readonly kind: 'clientCredentials'; readonly tokenUrl: string } & Client & Rotated)
  | ({ readonly kind: 'federated'; readonly tokenUrl: string } & Federation)
  | ({ readonly kind: 'entraToken' } & Principal)
);

/** What a rotation brought has an id at the target, by which the next one can end it. */
interface Rotated {
  readonly credentialId?: string;
}

/** Those whose tokens are signed here: there is no secret, and an issuer has to be served. */
export type SigningConnection = Extract<Connection, Principal>;

export function isSigning(connection: Connection): connection is SigningConnection {
  return connection.kind === 'federated' || connection.kind === 'entraToken';
}

/** What earlier versions wrote: a secret that went in the body, an issuer with one key that named our client as `appid`. */
interface Earlier {
  readonly issuer: string;
  readonly tenantId: string;
  readonly privateKey: string;
  readonly kid: string;
}

/** Decoder of what the simulator wrote itself. */
export function connectionFromJson(text: string): Connection {
  const read = JSON.parse(text) as Connection;
  if (read.kind === 'clientCredentials') return { ...read, location: 'location' in read ? read.location : 'body' };
  if (read.kind !== 'federated' || !('issuer' in read)) return read;
  const { issuer, tenantId, privateKey, kid } = read as Connection & Earlier;
  const authority = issuer.replace(`/${tenantId}/v2.0`, '');
  const own = { cloud: 'global', authority, clientApp: read.clientId, clientClaim: 'appid' } as const;
  return { ...read, ...own, keys: [{ privateKey, kid }], areKeysDown: false };
}

import type { Audience } from '#service';
import { TOKEN_REASONS } from './entra-token.js';
import type { Federation } from './federation.js';
import type { Methods } from './methods.js';
import type { Reader } from './reader.js';

/** Why a client is not let in: told to its tenant and to the operator, and never on the wire. */
export const REASONS = [
  'client_unknown',
  'secret_wrong',
  'secret_expired',
  'secret_revoked',
  'method_off',
  ...TOKEN_REASONS,
] as const;
export type Reason = (typeof REASONS)[number];

export type TokenReader = Pick<Reader, 'id' | 'tenantId' | 'audiences' | 'roles' | 'scopes' | 'tokenLifetime'> & {
  /** Those of its audiences that it was given for themselves. */
  readonly given: readonly Audience[];
};

/** The connection whose id is the client's. */
export interface TokenConnection {
  readonly id: string;
  readonly tenantId: string;
  readonly methods: Methods;
  readonly federation: Federation | null;
}

/** The credential of that connection which the secret opens. */
export interface SecretFound {
  readonly id: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** What one look-up by client id and hash finds. */
export interface ClientFound {
  readonly reader: TokenReader | null;
  readonly connection: TokenConnection | null;
  readonly secret: SecretFound | null;
}

export interface Nobody {
  readonly kind: 'nobody';
  readonly reason: Reason;
  /** Whose id it sent. */
  readonly connection: TokenConnection | null;
  /** Which of its credentials it sent, where that is what does not count any more. */
  readonly credentialId?: string;
  readonly expected?: string | null;
  readonly received?: string | null;
}

/** Who asks, or why nobody does. */
export type Authenticated =
  | { readonly kind: 'reader'; readonly reader: TokenReader }
  | { readonly kind: 'connection'; readonly connection: TokenConnection; readonly credentialId: string | null }
  | Nobody;

export function judgeSecret({ reader, connection, secret }: ClientFound, now: Date): Authenticated {
  if (reader !== null) return { kind: 'reader', reader };
  const nobody = (reason: Reason): Nobody => ({ kind: 'nobody', reason, connection });
  if (connection === null) return nobody('client_unknown');
  if (!connection.methods.clientSecret) return nobody('method_off');
  if (secret === null) return nobody('secret_wrong');
  const dead = (reason: Reason): Nobody => ({ ...nobody(reason), credentialId: secret.id });
  if (secret.revokedAt !== null) return dead('secret_revoked');
  if (secret.expiresAt !== null && secret.expiresAt <= now) return dead('secret_expired');
  return { kind: 'connection', connection, credentialId: secret.id };
}

export interface AccessTokenOf {
  readonly connectionId: string;
  readonly credentialId: string | null;
  readonly method: 'clientSecret' | 'federated';
  /** Seconds, at most: it ends with its credential. */
  readonly lifetime: number;
}

export interface AccessToken {
  readonly token: string;
  /** That are left of it. */
  readonly seconds: number;
}

export interface ClientStore {
  /** One statement, whatever there is to find. */
  find(clientId: string, secretHash: Buffer): Promise<ClientFound>;
  /** Null: the method has been turned off meanwhile, or the credential revoked, or it has expired. */
  issueAccessToken(of: AccessTokenOf): Promise<AccessToken | null>;
}

/** Microsoft's gallery takes 60 to 360 minutes. */
export const MIN_ACCESS_TOKEN_S = 3_600;
export const MAX_ACCESS_TOKEN_S = 21_600;

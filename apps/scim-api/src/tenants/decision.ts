import type { Method } from './methods.js';
import { REASONS, type Reason } from './token-client.js';

/** Why a bearer of SCIM opens nothing, where it is left of a credential: the database looks, beside the answer. */
const BEARER_REASONS = [
  'secret_wrong',
  'secret_revoked',
  'secret_expired',
  'secret_as_token',
  'access_token_expired',
  'method_off',
] as const;
export type BearerReason = (typeof BEARER_REASONS)[number];

/** Why one that was let in got nothing: there is nothing at the address, so the Tenant URL is another one. */
const ADDRESS_REASONS = ['unknown_endpoint'] as const;

export type DecisionReason = Reason | BearerReason | (typeof ADDRESS_REASONS)[number];

/** Whatever is told of one that was refused. */
export const DECISION_REASONS: readonly DecisionReason[] = [
  ...new Set([...REASONS, ...BEARER_REASONS, ...ADDRESS_REASONS]),
];

/** What was decided of a client that wanted in, in words for whoever has set it up; never a secret. */
export interface Decision {
  readonly id: string;
  readonly at: Date;
  /** null: of none, or none that is known. */
  readonly credentialId: string | null;
  readonly method: Method;
  /** null: it was let in. */
  readonly reason: DecisionReason | null;
  readonly expected: string | null;
  readonly received: string | null;
  /** The /24 of IPv4, the /48 of IPv6. */
  readonly network: string;
}

/** What came without an id that anybody has, counted. */
export interface UnknownClient {
  /** The client id that was sent; null for a bearer, and for what is no id. */
  readonly client: string | null;
  readonly method: Method;
  readonly network: string;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** What of a bearer tells whose it is, and opens nothing. */
export interface BearerTrace {
  /** Its SHA-256, in hexadecimal. */
  readonly hash: string;
  readonly begins: string;
}

export interface Decided extends Omit<Decision, 'id' | 'at'>, Partial<BearerTrace> {
  /** null: of no connection, or of the one that the bearer is left of. */
  readonly connectionId: string | null;
  readonly client: string | null;
}

export interface DecisionStore {
  /** The last ones, newest first. null: there is no such connection. */
  ofConnection(tenantId: string, connectionId: string): Promise<Decision[] | null>;
  /** Of clients that nobody knows, the last first. */
  unknownClients(): Promise<UnknownClient[]>;
}

export interface DecisionNotes {
  note(decided: Decided): void;
}

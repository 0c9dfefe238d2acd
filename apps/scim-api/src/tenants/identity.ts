import type { ResourceType, Tolerance, UnknownAttributes } from '#scim';
import type { Mismatch } from './entra-token.js';
import type { InactiveDuplicate, RateLimit } from './connection.js';
import type { Pause } from './pause.js';
import type { ShadowState } from './shadow.js';

/** What a credential stands for; it alone decides the tenant. */
export interface Identity {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly credentialId: string;
  readonly tolerance: Tolerance;
  readonly inactiveDuplicate: InactiveDuplicate;
  readonly rateLimit: RateLimit | null;
  readonly unknownAttributes: UnknownAttributes;
  /** null: the connection is served. */
  readonly pause: Pause | null;
  /** Where its writes are kept from the resources; null: they are not. */
  readonly shadow: ShadowState | null;
  /** The type of the tenant's users, with its own attributes. */
  readonly userType: ResourceType;
}

export interface CredentialLookup {
  /** Null for a token that is unknown, expired or revoked. Whoever was asked for lately is told at once: each request asks. */
  find(token: string): Promise<Identity | null> | Identity | null;
  /** Which connection it was meant for, and what of it is wrong, where it says so itself. Asked beside the answer. */
  explain?(token: string): Promise<Unbelieved | null>;
}

/** A token of Entra that is not believed. */
export interface Unbelieved extends Mismatch {
  readonly connectionId: string;
}

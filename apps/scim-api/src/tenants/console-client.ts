import type { JWK } from 'jose';
import type { Approved, Role } from '#service';

/** Seconds: as long as what the console said of somebody is believed. */
export const ACCOUNT_TOKEN_S = 300;

/** What the console's key signs as, and the endpoint knows it by. */
export const CONSOLE = 'console';
/** Seconds that what it signs is good for at most. */
export const LONGEST_ASSERTION_S = 60;

/** What is known of the console. */
export interface ConsoleStore {
  /** null: none that is registered has that id. */
  key(kid: string): Promise<JWK | null>;
  /** False: it was used already, in this process or in another. */
  use(jti: string, expiresAt: Date): Promise<boolean>;
  /** Neither one that nobody knows nor one that is suspended. */
  isTenantLetIn(id: string): Promise<boolean>;
  /** The grant of the tenant that holds longest; null: none does. */
  grantOf(tenantId: string): Promise<HeldGrant | null>;
}

export interface HeldGrant {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

/** Somebody who signed in to the console, as it says. */
export interface Account {
  readonly id: string;
  readonly tenantId: string;
  readonly roles: readonly Role[];
  /** Seconds since 1970. */
  readonly authTime: number;
  readonly amr: readonly string[];
  /** From where, as a range; null: it was not said. */
  readonly address: string | null;
  /** Of an operator: the tenant that is to be looked at, by its grant. */
  readonly granted: string | null;
  /** Their `externalId` in the directory; null: the account is nobody's there. */
  readonly person: string | null;
  /** Somebody who looks after people, whom an identity administrator lets see what is sensitive of those. */
  readonly seesSensitive: boolean;
  /** What this token alone is for: another administrator has approved it, or there is none; null: nothing beyond the roles. */
  readonly approved: Approved | null;
}

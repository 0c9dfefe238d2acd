import type { BrakeState } from './brake.js';
import type { CredentialMethod } from './credential.js';
import type { PauseSettings } from './pause.js';

/** Entra begins a cycle every 40 minutes (Microsoft Learn, "How Application Provisioning works in Microsoft Entra ID"). */
export const RHYTHM_MINUTES = 40;
/** Silence for so many cycles is one that somebody has to look at. */
const SILENT_CYCLES = 3;
/** Refusals that are counted one by one. */
export const MOST_REFUSALS = 10_000;

export type ContactState = 'never' | 'on-time' | 'late' | 'silent';

/** The last request that was served of what the connection is for, against the rhythm of Entra. */
export interface Contact {
  readonly state: ContactState;
  /** To the minute. */
  readonly at: Date | null;
  readonly everyMinutes: number;
  /** Cycles that should have begun since then, and were not heard of. */
  readonly missed: number;
  /**
   * When its client last signed in, to the minute, whatever it was answered then. Where that is later than `at`, the sign-in is
   * right, and something else is not.
   */
  readonly usedAt: Date | null;
}

export interface Expiry {
  readonly credentialId: string;
  readonly name: string;
  readonly method: CredentialMethod;
  /** null: until it is revoked. */
  readonly expiresAt: Date | null;
}

/** What somebody who looks after a connection wants to know first. */
export interface Health {
  readonly connectionId: string;
  readonly name: string;
  readonly pause: PauseSettings | null;
  readonly contact: Contact;
  /** Of the tenant: any of its connections matches them. */
  readonly people: { readonly active: number; readonly all: number };
  /** Of the last 24 hours; null where no activity can be read. */
  readonly refusals: { readonly count: number; readonly isMore: boolean } | null;
  /** Of what can be used now, the next one first. */
  readonly expiries: readonly Expiry[];
  /** Events of the tenant that are committed, and not on the topics yet. */
  readonly lag: { readonly events: number; readonly oldestAt: Date | null };
  readonly brake: BrakeState;
  /** What differs from the provider; null where nothing is known of it. */
  readonly drift: null;
}

const MINUTE_MS = 60_000;

export function contactOf(at: Date | null, now: Date): Omit<Contact, 'usedAt'> {
  if (at === null) return { state: 'never', at, everyMinutes: RHYTHM_MINUTES, missed: 0 };
  const minutes = Math.max(0, now.getTime() - at.getTime()) / MINUTE_MS;
  // A use is stamped once a minute, and a cycle takes its time: half a cycle late is not late.
  const missed = Math.max(0, Math.floor(minutes / RHYTHM_MINUTES - 0.5));
  const state = missed === 0 ? 'on-time' : missed < SILENT_CYCLES ? 'late' : 'silent';
  return { state, at, everyMinutes: RHYTHM_MINUTES, missed };
}

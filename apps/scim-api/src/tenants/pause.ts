import { isUuid } from '#postgres';

/** A connection whose requests are all answered 503 until somebody resumes it. */
export interface Pause {
  readonly since: Date;
  /** Who paused it: what the operator's credential is called, or the id of an account of the console. */
  readonly by: string;
}

/** With what is told to the tenant alone. */
export interface PauseSettings {
  readonly since: string;
  readonly by: string;
  /** null: nothing was said. */
  readonly reason: string | null;
}

/** The operator's API knows a name only where the credential has one. */
export const NAMELESS = 'the operator';

/** Somebody is told again after so long, and then as often. */
export const REMIND_AFTER_MS = 24 * 3_600_000;

/** Seconds: a cycle of Entra begins every 40 minutes, and has nothing to gain from asking more often. */
export const RETRY_AFTER_S = 3_600;

export function pauseOf(since: Date | null, by: string | null): Pause | null {
  return since === null ? null : { since, by: by ?? NAMELESS };
}

export function pausedDetail({ since, by }: Pause): string {
  // Whoever reads Entra's log knows no ids of the console, and need not know the name.
  const who = isUuid(by) ? 'an administrator' : by;
  return `This connection is paused by ${who} since ${since.toISOString()}: nothing is read or written until it is resumed.`;
}

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
  return `This connection is paused by ${whoPaused(by)} since ${since.toISOString()}: nothing is read or written until it is resumed.`;
}

/** For people, in the mail that reminds them: to the minute. */
export function whyReminded({ since, by, reason }: Pause & Pick<PauseSettings, 'reason'>): string {
  const minute = since.toISOString().slice(0, 16).replace('T', ' ');
  return `Paused by ${whoPaused(by)} since ${minute} UTC${reason === null ? '' : `: ${reason}`}`;
}

/** Whoever reads Entra's log, or a mail, knows no ids of the console; the first need not know the name. */
function whoPaused(by: string): string {
  return isUuid(by) ? 'an administrator' : by;
}

/** What the rules may be told from outside. All durations are milliseconds. */
export interface RuleSettings {
  /** How long a mail about a person waits for the manager, who comes in a later write than the person. */
  readonly joinerWaitMs: number;
  /** How long the first leaver of a manager waits for others, to be one mail with them. */
  readonly leaverGatherMs: number;
  /** A tenant's initial cycle is over once nobody was created for this long. */
  readonly quietPeriodMs: number;
  /** At most one mail per tenant and reason of refusal in this time. */
  readonly refusalWindowMs: number;
  /** How long a notification address waits for the proof of its domain, before its reader is asked to confirm it. */
  readonly confirmWaitMs: number;
  /** Older events are projected, and nobody is written to about them. */
  readonly maxEventAgeMs: number;
  /** Nobody is written to about what happened before: set after a restore, because the mails since the backup went out. */
  readonly notBefore: Date | null;
}

/** When the rules are asked, and with which settings. */
export interface RuleContext {
  readonly now: Date;
  readonly settings: RuleSettings;
}

/** True for what happened too long ago to write to anybody about: a replay must not mail the past. */
export function isTooOld(eventTime: Date, { now, settings }: RuleContext): boolean {
  if (settings.notBefore !== null && eventTime < settings.notBefore) return true;
  return now.getTime() - eventTime.getTime() > settings.maxEventAgeMs;
}

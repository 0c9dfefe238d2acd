/** How much of mail there may be; see "Turns and caps" in the README. */
export interface Caps {
  /** Attempts that a tenant may have in a minute, in all processes together; as many at once after a pause. */
  readonly tenantPerMinute: number;
  /** Mails of one tenant to one mailbox in a period; what exceeds them is one digest. Of all tenants: twice as many. */
  readonly mailboxPerPeriod: number;
  readonly periodMs: number;
  /** Mails of one tenant in a period that ask to confirm a notification address. */
  readonly confirmationsPerPeriod: number;
  /** How long a mail waits for news of its tenant, which travels on another topic, before its recipient is refused. */
  readonly domainWaitMs: number;
}

export const DEFAULT_CAPS: Caps = {
  tenantPerMinute: 60,
  mailboxPerPeriod: 20,
  periodMs: 86_400_000,
  confirmationsPerPeriod: 5,
  domainWaitMs: 10_000,
};

/** Mails of the period to a mailbox so far. */
export interface MailboxCount {
  readonly ofTenant: number;
  readonly ofAll: number;
}

// What other tenants send to a mailbox takes no tenant's first mail of the day.
const OF_ALL = 2;

export function isOverCap({ ofTenant, ofAll }: MailboxCount, { mailboxPerPeriod }: Caps): boolean {
  return ofTenant >= mailboxPerPeriod || (ofTenant >= 1 && ofAll >= mailboxPerPeriod * OF_ALL);
}

/** Periods are counted from 1970: with a day of 24 hours they are the days of UTC. */
export function periodOf(now: Date, { periodMs }: Caps): { readonly number: number; readonly end: Date } {
  const number = Math.floor(now.getTime() / periodMs);
  return { number, end: new Date((number + 1) * periodMs) };
}

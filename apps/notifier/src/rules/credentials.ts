import type { CredentialEvent } from '#contracts';
import type { RuleContext } from './settings.js';

/** What the mail about one credential says. */
export interface CredentialFacts {
  readonly connectionId: string;
  /** What is known of it when the mail goes out. */
  readonly connectionName?: string;
  readonly method: string;
  readonly name: string;
  readonly lastUsedAt: string | null;
  readonly endsAt: string;
  /** Of one that ends, or has ended: the days that were left, 0 for none. */
  readonly daysLeft?: number;
  /** Of one that is used after its end: how it ended, and how often it was sent. */
  readonly ended?: string;
  readonly count?: number;
  readonly lastAt?: string;
}

/** An identity provider goes on for weeks with a token that has ended: one mail a day. */
const DEAD_WINDOW_MS = 24 * 3_600_000;

/** Warnings of an end and news of a use after it are mails of their own. */
export function credentialKey({ type, subject }: CredentialEvent): string {
  return `${type === 'rollcall.DeadCredentialUsed' ? 'used' : 'ends'}/${subject}`;
}

/** The warning that came last is the one that holds; uses add up until the mail goes out. */
export function addCredentialEvent(facts: CredentialFacts | null, event: CredentialEvent): CredentialFacts {
  const { connectionId, method, name, lastUsedAt } = event.data;
  const of = { connectionId, method, name, lastUsedAt };
  switch (event.type) {
    case 'rollcall.CredentialExpiring':
      return { ...of, endsAt: event.data.expiresAt, daysLeft: event.data.daysLeft };
    case 'rollcall.DeadCredentialUsed': {
      const { ended, endedAt, count, to } = event.data;
      return { ...of, endsAt: endedAt, ended, count: (facts?.count ?? 0) + count, lastAt: to };
    }
  }
}

export function credentialDueAt(lastReleasedAt: Date | null, event: CredentialEvent, { now }: RuleContext): Date {
  if (event.type === 'rollcall.CredentialExpiring' || lastReleasedAt === null) return now;
  return new Date(Math.max(now.getTime(), lastReleasedAt.getTime() + DEAD_WINDOW_MS));
}

import { standingOf } from '../employee-provisioning/contact.ts';
import type { Connection, Health } from '../employee-provisioning/queries.ts';

export type Answer = 'yes' | 'look' | 'no';

export type Reason =
  | {
      readonly code:
        'healthy' | 'never' | 'unserved' | 'brake' | 'told' | 'no-credential' | 'paused' | 'silent' | 'late' | 'behind';
    }
  | { readonly code: 'expired' | 'expiring'; readonly name: string; readonly at: string }
  | { readonly code: 'refusals'; readonly count: number };

export interface Verdict {
  readonly answer: Answer;
  readonly reason: Reason;
  readonly connection: Connection;
}

export interface Standing {
  readonly connection: Connection;
  readonly health: Health;
}

const DAY_MS = 86_400_000;
/** Somebody has to go to Entra for it: a week is short. */
const SOON_MS = 7 * DAY_MS;
const BEHIND_MS = 5 * 60_000;
const RANK: Readonly<Record<Answer, number>> = { no: 0, look: 1, yes: 2 };

/** One answer for all connections: that of the worst, with the first reason that anybody has to do something about. */
export function verdictOf(standings: readonly Standing[], now: Date): Verdict | null {
  const verdicts = standings.map((one) => ({ ...judge(one, now), connection: one.connection }));
  return verdicts.toSorted((one, other) => RANK[one.answer] - RANK[other.answer])[0] ?? null;
}

type Judged = Omit<Verdict, 'connection'>;

function judge(standing: Standing, now: Date): Judged {
  return (
    stopped(standing) ??
    (tells(standing.health.brake) ? { answer: 'look', reason: { code: 'told' } } : null) ??
    expiring(standing, now) ??
    refused(standing, now) ?? { answer: 'yes', reason: { code: 'healthy' } }
  );
}

function stopped({ connection, health }: Standing): Judged | null {
  const { brake, contact, expiries } = health;
  const holds = brake.state === 'upheld' || (brake.state === 'engaged' && !tells(brake));
  if (holds) return { answer: 'no', reason: { code: 'brake' } };
  if (connection.pause !== null) return { answer: 'no', reason: { code: 'paused' } };
  const hasOther = connection.methods.federated || connection.methods.entraToken;
  if (expiries.length === 0 && !hasOther) return { answer: 'no', reason: { code: 'no-credential' } };
  if (standingOf(contact) === 'unserved') {
    return { answer: contact.state === 'silent' ? 'no' : 'look', reason: { code: 'unserved' } };
  }
  if (contact.state === 'never') return { answer: 'look', reason: { code: 'never' } };
  return contact.state === 'silent' ? { answer: 'no', reason: { code: 'silent' } } : null;
}

/** It lets all through, and holds nothing. */
function tells({ state, told }: Health['brake']): boolean {
  return state === 'engaged' && told > 0;
}

function expiring({ health: { expiries } }: Standing, now: Date): Judged | null {
  for (const { name, expiresAt } of expiries) {
    if (expiresAt === null) continue;
    const left = new Date(expiresAt).getTime() - now.getTime();
    const code = left < 0 ? 'expired' : 'expiring';
    if (left < SOON_MS) return { answer: 'look', reason: { code, name, at: expiresAt } };
  }
  return null;
}

function refused({ health: { refusals, contact, lag } }: Standing, now: Date): Judged | null {
  const count = refusals?.count ?? 0;
  if (count > 0) return { answer: 'look', reason: { code: 'refusals', count } };
  if (contact.state === 'late') return { answer: 'look', reason: { code: 'late' } };
  const isBehind = lag.oldestAt !== null && now.getTime() - new Date(lag.oldestAt).getTime() > BEHIND_MS;
  return isBehind ? { answer: 'look', reason: { code: 'behind' } } : null;
}

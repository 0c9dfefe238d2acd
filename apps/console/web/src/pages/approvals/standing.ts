import type { Approval, Approvals, ApprovedAct } from './queries.ts';

/** What one wants to do, and on what; of the tenant itself no object is named. */
export interface Wanted {
  readonly act: ApprovedAct;
  readonly object?: string;
}

/** Whether it can be done now, waits for an answer, or has to be asked for. */
export type Standing =
  | { readonly kind: 'free' }
  | { readonly kind: 'approved' | 'pending'; readonly approval: Approval }
  | { readonly kind: 'ask' };

/** @param account of whoever wants to do it */
export function standingOf(
  { items, needed }: Approvals,
  { act, object }: Wanted,
  { account, now }: { readonly account: string; readonly now: Date },
): Standing {
  if (!needed) return { kind: 'free' };
  const own = items.filter(
    (one) => one.askedBy.id === account && one.act === act && (object ?? one.object) === one.object && isGood(one, now),
  );
  const [approval] = own.toSorted((one, other) => RANK.indexOf(one.state) - RANK.indexOf(other.state));
  if (approval?.state === 'approved') return { kind: 'approved', approval };
  return approval?.state === 'pending' ? { kind: 'pending', approval } : { kind: 'ask' };
}

const RANK: readonly Approval['state'][] = ['approved', 'pending', 'declined', 'used'];

/** What others ask, and one has not decided. */
export function waitingFor({ items }: Approvals, account: string, now: Date): readonly Approval[] {
  return items.filter((one) => one.state === 'pending' && one.askedBy.id !== account && isGood(one, now));
}

export function isGood({ endsAt }: Approval, now: Date): boolean {
  return Date.parse(endsAt) > now.getTime();
}

import type { ApprovedClaim } from '#service';

/** What is done only with the approval of another administrator, where there is one: acts as the audit log names them. */
export const APPROVED_ACTS = ['sign-ons.enforce', 'people.erase'] as const;
export type ApprovedAct = (typeof APPROVED_ACTS)[number];

/** So long one waits for an answer, and so long what was approved can be done. */
export const APPROVAL_SECONDS = 24 * 3_600;
/** That many of a tenant wait at most. */
export const MOST_PENDING = 20;
/** The newest of a tenant are shown. */
export const MOST_APPROVALS = 100;

export type ApprovalState = 'pending' | 'approved' | 'declined' | 'used';

/** On what it is to be done: the tenant, whose single sign-on it is, or the id of a person. */
export interface Approvable {
  readonly act: ApprovedAct;
  readonly object: string;
}

export interface Approval extends Approvable {
  readonly id: string;
  readonly reason: string;
  readonly state: ApprovalState;
  readonly askedBy: Named;
  readonly askedAt: Date;
  /** While it is good for anything. */
  readonly endsAt: Date;
  /** Null: nobody has, or they are forgotten. */
  readonly decidedBy: Named | null;
  readonly decidedAt: Date | null;
}

/** An account. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What lets it be done: that nobody else could approve it, or an approval, which is used by that. */
export type Leave =
  { readonly kind: 'alone' } | { readonly kind: 'approved'; readonly approval: string; readonly by: string };

/** What a service is told of it, in what is signed of whoever asks. */
export type Approved = Approvable & ApprovedClaim;

/** `approver-left`: whoever approved administers no more. */
export type NoLeave = 'approval-required' | 'approver-left';

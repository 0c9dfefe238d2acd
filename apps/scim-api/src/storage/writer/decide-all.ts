import type { UserChange, UserDecision } from '../../users/user-change.js';

/** Null: the transaction has enough, and this change and those behind it are for the next; never with `whole`. */
export type Decide = (change: UserChange, way?: { readonly whole?: boolean }) => Promise<UserDecision | null>;

/** Decides the changes in their order, the first of them at least; it may leave some out, or throw: then nothing is stored. */
export type DecideAll = (decide: Decide) => Promise<UserDecision[]>;

/** As far as one transaction takes. */
export async function inOrder(changes: readonly UserChange[], decide: Decide): Promise<UserDecision[]> {
  const decisions: UserDecision[] = [];
  for (const change of changes) {
    const decision = await decide(change);
    if (decision === null) break;
    decisions.push(decision);
  }
  return decisions;
}

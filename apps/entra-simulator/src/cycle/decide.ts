import type { Source, SourceUser } from '../source/source.js';
import type { Link } from './job.js';

/** Where a source object stands towards the application. */
export interface Standing {
  readonly isAssigned: boolean;
  readonly isInScope: boolean;
}

export type Decision =
  /** Nothing is sent. */
  | { readonly kind: 'none' }
  /** Out of scope, or disabled at the source and never seen in the target: not created. */
  | { readonly kind: 'skip'; readonly reason: string }
  /** Looked for in the target; created when it is not there. */
  | { readonly kind: 'match' }
  | { readonly kind: 'update' }
  | { readonly kind: 'disable'; readonly releases: boolean }
  | { readonly kind: 'delete' };

/** Users who are assigned themselves or through a group; Entra looks into no group in a group. */
export function entitledUsers({ groups, assigned }: Source): ReadonlySet<string> {
  const members = [...assigned.groups].flatMap((id) => groups.get(id)?.members ?? []);
  return new Set([...assigned.users, ...members]);
}

/** `IsSoftDeleted` of the mapping language (Microsoft Learn, "How provisioning works", de-provisioning). */
export function isSoftDeleted(user: SourceUser, { isAssigned, isInScope }: Standing): boolean {
  return user.deletedAt !== null || !user.accountEnabled || !isAssigned || !isInScope;
}

/** What a user calls for, who is undefined once purged; `exported` is the digest of what the mappings make of the user now. */
export function decideUser(
  user: SourceUser | undefined,
  link: Link | undefined,
  context: Standing & { readonly exported: string; readonly skipOutOfScope: boolean },
): Decision {
  if (user === undefined) return link === undefined || link.isReleased ? { kind: 'none' } : { kind: 'delete' };
  const isGone = isSoftDeleted(user, context);
  if (link === undefined || (link.isReleased && !isGone)) return isGone ? skipped(user, context) : { kind: 'match' };
  if (!isGone) return link.exported === context.exported ? { kind: 'none' } : { kind: 'update' };
  if (!link.isActive) return { kind: 'none' };
  const isOutside = user.deletedAt === null && (!context.isAssigned || !context.isInScope);
  if (isOutside && context.skipOutOfScope) return { kind: 'none' };
  return { kind: 'disable', releases: user.deletedAt === null && !context.isAssigned };
}

function skipped(user: SourceUser, { isAssigned, isInScope }: Standing): Decision {
  if (!isAssigned || user.deletedAt !== null) return { kind: 'none' };
  if (!isInScope) return { kind: 'skip', reason: 'NotEffectivelyEntitled: a scoping filter leaves the user out' };
  return { kind: 'skip', reason: 'the user is disabled at the source, and is not created' };
}

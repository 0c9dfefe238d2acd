import type { Change } from '#contracts';
import type { ShadowState } from './shadow.js';

/** What would become of a resource if the shadow went live. */
export const SHADOW_KINDS = ['create', 'match', 'change', 'deactivate', 'reactivate', 'delete'] as const;
export type ShadowKind = (typeof SHADOW_KINDS)[number];

/** Resources of one shadow; what is beyond is refused (migration 0117). */
export const MAX_SHADOW_RESOURCES = 100_000;
export const MAX_SHADOW_MEMBERSHIPS = 1_000_000;
/** What look-ups found and no write touched is remembered so far. */
export const MAX_SHADOW_MATCHED = 100_000;

export type ShadowCounts = Readonly<Record<ShadowKind, number>>;

export interface ShadowRefusals {
  readonly code: string;
  readonly count: number;
  readonly lastAt: Date;
  readonly lastRequestId: string;
}

/** How far the differences have come to be so. */
export interface GoingLive {
  readonly askedAt: Date;
  readonly by: string;
  readonly reason: string;
  /** Differences that are so, or that somebody has left as they are. */
  readonly done: number;
  /** Those that are not yet, and wait for nobody. */
  readonly left: number;
  /** Those that wait for a decision: what they are about has changed meanwhile, or cannot be done. */
  readonly undecided: number;
  /** The brake holds some of those that are left. */
  readonly isHeld: boolean;
}

export interface ShadowReport {
  readonly connectionId: string;
  readonly state: ShadowState;
  readonly startedAt: Date;
  readonly resources: number;
  readonly memberships: number;
  readonly users: ShadowCounts;
  readonly groups: ShadowCounts;
  readonly refused: readonly ShadowRefusals[];
  readonly goingLive: GoingLive | null;
}

/** One side of a resource that has moved. */
export interface ShadowSide {
  /** null: it is not there. */
  readonly version: number | null;
  /** From what it was when the shadow touched it. */
  readonly changes: readonly Change[];
}

/** One resource that would become something else. */
export interface ShadowItem {
  readonly id: string;
  readonly type: 'User' | 'Group';
  /** userName or displayName. */
  readonly name: string | null;
  readonly kind: ShadowKind;
  /** When it was touched; null: it was not there. */
  readonly version: number | null;
  readonly shadow: ShadowSide;
  /** Members that would come and go; null of a user. */
  readonly members: { readonly added: number; readonly removed: number } | null;
  /** What it is now: only of what waits for a decision. */
  readonly live: ShadowSide | null;
  /** Why it waits: `moved`, or what it was refused for. */
  readonly because: string | null;
}

/** What became of it as the shadow went live. */
export interface ShadowDecision {
  /** `done`, `moved`, `refused`; null: nothing yet. */
  readonly outcome: string | null;
  /** What somebody decided, who stands in the act: `shadow`, `live`. */
  readonly take: string | null;
}

import type { Exchange } from './exchange.js';
import type { Probe } from './probe.js';
import type { Wanted } from './target.js';

export const LEVELS = ['MUST', 'SHOULD', 'MAY'] as const;
export type Level = (typeof LEVELS)[number];

/** Whose rules they are. Where two of them contradict each other, no target can keep both. */
export const PROFILES = ['rfc', 'entra', 'interop', 'ipsie'] as const;
export type Profile = (typeof PROFILES)[number];

/** What must be there for the check to say anything; where the target says that it is not, the check is skipped. */
export interface Needs extends Wanted {
  /** A user can be created and read: a target that refuses everything would pass for one that refuses what is wrong. */
  readonly working?: true;
}

export interface Check {
  /** Stable: reports of different days are compared by it. */
  readonly id: string;
  readonly level: Level;
  /** `rfc` unless said otherwise. */
  readonly profile?: Profile;
  readonly source: string;
  /** A sentence about what the target does. */
  readonly expected: string;
  readonly needs?: Needs;
  /** Returns when the target does so; throws a Shortfall or a Skipped. */
  readonly run: (probe: Probe) => Promise<void>;
}

export type Verdict = 'pass' | 'fail' | 'skip';

export interface CheckResult {
  readonly id: string;
  /** As the source has it; MAY for a profile that this run does not require. */
  readonly level: Level;
  readonly verdict: Verdict;
  readonly source: string;
  readonly profile: Profile;
  readonly expected: string;
  /** What was seen instead, or why the check was skipped. */
  readonly seen: string;
  /** The one that shows it; null when nothing was sent. */
  readonly exchange: Exchange | null;
  /** All that the check sent, in order: `POST /Users → 201`. */
  readonly steps: readonly string[];
  readonly milliseconds: number;
}

export interface Report {
  readonly target: string;
  readonly startedAt: string;
  readonly milliseconds: number;
  /** The profiles whose MUSTs count. */
  readonly required: readonly Profile[];
  /** Why not all checks were run, if so. */
  readonly stopped?: string;
  /** What could not be removed again, by its path. */
  readonly leftBehind: readonly string[];
  /** Requests that a brake on mass deactivation refused: a setting of the target, and no fault of its answers. */
  readonly heldByBrake?: number;
  readonly checks: readonly CheckResult[];
}

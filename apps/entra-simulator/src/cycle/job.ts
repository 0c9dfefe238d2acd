import type { AttributeMapping } from '../mapping/attribute-mapping.js';
import { DEFAULT_GROUP_MAPPING, DEFAULT_USER_MAPPING } from '../mapping/default-mapping.js';
import type { ScopingFilter } from '../scope/scoping-filter.js';
import type { Dialect } from '../wire/patches.js';
import type { Failure } from '../wire/failure.js';

export type ObjectKind = 'User' | 'Group';

/** What the job remembers of an object that it has found or created in the target: for ever, until a restart breaks links. */
export interface Link {
  readonly kind: ObjectKind;
  readonly targetId: string;
  readonly displayName: string;
  /** A digest of the values that were last exported; another one means that the source changed. */
  readonly exported: string;
  readonly isActive: boolean;
  /** The target id of the manager that was last exported. */
  readonly manager: string | null;
  /** Source ids of the members that were last exported. */
  readonly members: readonly string[];
  /** The assignment was taken away and the object disabled: it is not managed any more, and no later deletion is sent. */
  readonly isReleased: boolean;
}

/** An object that failed waits longer after each attempt. Times are ISO 8601, simulated. */
export interface Escrow {
  readonly kind: ObjectKind;
  readonly attempts: number;
  readonly since: string;
  readonly nextAttempt: string;
  /** What was to be brought to the target: anything else is a change at the source, and does not wait. */
  readonly attempted: string;
  readonly failure: Failure;
}

/** `synchronizationQuarantine.reason` of Microsoft Graph. */
export type QuarantineReason =
  | 'EncounteredBaseEscrowThreshold'
  | 'EncounteredTotalEscrowThreshold'
  | 'EncounteredEscrowProportionThreshold'
  | 'EncounteredQuarantineException'
  | 'TooManyDeletes';

export interface Quarantine {
  readonly reason: QuarantineReason;
  readonly error: string;
  readonly began: string;
  readonly attempts: number;
  readonly nextAttempt: string;
}

export interface JobSettings {
  readonly dialect: Dialect;
  readonly userMappings: readonly AttributeMapping[];
  readonly groupMappings: readonly AttributeMapping[];
  readonly scope: readonly ScopingFilter[];
  /** More disables and deletions than this in one cycle stop the job until somebody allows them; null: no guard. */
  readonly deletionThreshold: number | null;
  /** `SkipOutOfScopeDeletions`: who leaves the scope is left alone. */
  readonly skipOutOfScopeDeletions: boolean;
  /** *Notification Email* with its box ticked, and the SMTP server that stands in for Microsoft's; null: nobody is told. */
  readonly notification: { readonly address: string; readonly smtpUrl: string } | null;
}

/** Of a new application: without the flag, everybody in scope, no guard. */
export const DEFAULT_SETTINGS: JobSettings = {
  dialect: 'legacy',
  userMappings: DEFAULT_USER_MAPPING,
  groupMappings: DEFAULT_GROUP_MAPPING,
  scope: [],
  deletionThreshold: null,
  skipOutOfScopeDeletions: false,
  notification: null,
};

export type JobStatus = 'NotRun' | 'Active' | 'Paused' | 'Quarantine' | 'Disabled';

export interface Job {
  readonly id: string;
  readonly status: JobStatus;
  /** The simulated clock. */
  readonly now: string;
  readonly cycles: number;
  /** Null: the next cycle is an initial one. */
  readonly watermark: string | null;
  readonly links: ReadonlyMap<string, Link>;
  readonly escrows: ReadonlyMap<string, Escrow>;
  readonly quarantine: Quarantine | null;
  readonly isDeletionAllowed: boolean;
  readonly settings: JobSettings;
}

export function newJob(id: string, now: string, settings: JobSettings): Job {
  return {
    id,
    status: 'NotRun',
    now,
    cycles: 0,
    watermark: null,
    links: new Map(),
    escrows: new Map(),
    quarantine: null,
    isDeletionAllowed: false,
    settings,
  };
}

/** As the portal's *Restart*: the next cycle is an initial one. Links are kept unless they are to be broken. */
export function restarted(job: Job, breaksLinks: boolean): Job {
  const links = breaksLinks ? new Map() : job.links;
  return {
    ...job,
    status: 'Active',
    watermark: null,
    escrows: new Map(),
    quarantine: null,
    isDeletionAllowed: false,
    links,
  };
}

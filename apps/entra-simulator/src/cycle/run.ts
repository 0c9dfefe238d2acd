import { randomUUID } from 'node:crypto';
import type { Source } from '../source/source.js';
import type { ProvisioningAction, ProvisioningObjectSummary } from '../logs/log-entry.js';
import { CredentialError } from '../wire/credential.js';
import { unauthorized, unreachable, type Failure } from '../wire/failure.js';
import { TargetUnreachable, type Target } from '../wire/target.js';
import type { Escrow, Job, JobSettings, Link } from './job.js';
import { ChangeRecord, type CycleContext, type Subject } from './record.js';
import { escrowed, type Failures } from './schedule.js';

/** The job while a cycle works on it. */
export interface Run {
  readonly target: Target;
  readonly source: Source;
  readonly settings: JobSettings;
  readonly context: CycleContext;
  readonly isInitial: boolean;
  readonly concurrency: number;
  readonly links: Map<string, Link>;
  readonly escrows: Map<string, Escrow>;
  readonly counts: Counts;
  readonly log: (entry: ProvisioningObjectSummary) => void;
  readonly onProgress: (phase: Phase, done: number, total: number) => void;
}

export type Phase = 'users' | 'managers' | 'groups';

export type Counts = { -readonly [Name in keyof Failures]: Failures[Name] } & Record<
  ProvisioningAction | 'matched' | 'skipped',
  number
>;

function newCounts(): Counts {
  return {
    events: 0,
    failed: 0,
    failedReferences: 0,
    matched: 0,
    skipped: 0,
    create: 0,
    update: 0,
    delete: 0,
    stageddelete: 0,
    disable: 0,
    other: 0,
  };
}

/** What a run is made of beside its job. */
export type RunParts = Pick<Run, 'target' | 'source' | 'log' | 'onProgress' | 'concurrency'> & {
  readonly targetUrl: string;
};

/** The job as it stands, with copies of what the run changes. */
export function startRun(job: Job, { targetUrl, ...parts }: RunParts): Run {
  const context: CycleContext = {
    tenantId: job.id.split('.')[1] ?? '',
    jobId: job.id,
    cycleId: randomUUID(),
    now: job.now,
    newId: randomUUID,
    servicePrincipal: { id: job.id, displayName: 'SCIM application' },
    targetUrl,
  };
  return {
    ...parts,
    context,
    settings: job.settings,
    isInitial: job.watermark === null,
    counts: newCounts(),
    links: new Map(job.links),
    escrows: new Map(job.escrows),
  };
}

/** What the work on one object came to. */
export type Outcome =
  | { readonly action: ProvisioningAction; readonly failure?: undefined }
  | { readonly action: ProvisioningAction; readonly failure: Failure }
  /** Nothing was sent that changes anything. */
  | { readonly action: null; readonly failure?: undefined };

/** An object, and in a text that differs with each change of it what the target is to have of it. */
export interface Wanted extends Subject {
  readonly exported: string;
}

/** Works on one object, puts it in escrow or takes it out, and writes its entry. An object in escrow waits for its time. */
export async function workOn(
  run: Run,
  subject: Wanted,
  work: (record: ChangeRecord) => Promise<Outcome>,
): Promise<void> {
  const { escrows, counts, context } = run;
  if (waits(run, subject)) return;
  const record = new ChangeRecord(context, subject);
  run.counts.events += 1;
  const outcome = await work(record).catch((error: unknown): Outcome => {
    if (error instanceof TargetUnreachable) return { action: 'other', failure: unreachable(error.message) };
    if (error instanceof CredentialError) return { action: 'other', failure: unauthorized(error.message) };
    throw error;
  });
  if (outcome.action === null) {
    escrows.delete(subject.id);
    return;
  }
  const { action, failure = null } = outcome;
  if (failure === null) {
    escrows.delete(subject.id);
    counts[action] += 1;
  } else {
    if (failure.isReference) counts.failedReferences += 1;
    else counts.failed += 1;
    const { id, kind, exported: attempted } = subject;
    escrows.set(id, escrowed(escrows.get(id), context.now, { kind, attempted, failure }));
  }
  run.log(record.entry(action, failure));
}

/** Whether an object has to wait: it failed, its time has not come, and nobody has changed it since. */
function waits({ escrows, context }: Run, { id, exported }: Wanted): boolean {
  const escrow = escrows.get(id);
  if (escrow === undefined || escrow.attempted !== exported) return false;
  return Date.parse(escrow.nextAttempt) > Date.parse(context.now);
}

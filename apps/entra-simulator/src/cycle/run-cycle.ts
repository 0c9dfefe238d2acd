import { randomUUID } from 'node:crypto';
import type { Source } from '../source/source.js';
import type { ProvisioningObjectSummary } from '../logs/log-entry.js';
import { CredentialError } from '../wire/credential.js';
import { TargetUnreachable, type Target } from '../wire/target.js';
import { leavingGroups, provisionGroups } from './groups.js';
import { provisionManagers } from './managers.js';
import { queryOf, quoted, readList } from './match.js';
import type { Job, Quarantine, QuarantineReason } from './job.js';
import { ChangeRecord } from './record.js';
import { startRun, type Counts, type Phase, type Run } from './run.js';
import { hasExpired, quarantined, thresholdOf } from './schedule.js';
import type { Planned } from './provision.js';
import { planUsers, provisionUsers } from './users.js';

export interface CyclePorts {
  readonly target: Target;
  readonly targetUrl: string;
  readonly log: (entry: ProvisioningObjectSummary) => void;
  readonly onProgress?: (phase: Phase, done: number, total: number) => void;
  /** The job as it stands in the middle of the cycle: whoever is killed goes on from there. */
  readonly onCheckpoint?: (job: Job) => void;
  readonly concurrency?: number;
}

export interface CycleReport {
  readonly isInitial: boolean;
  readonly counts: Counts;
  readonly quarantine: QuarantineReason | null;
}

// A job of fifty thousand people is 10 MB: written after each of them it would be most of the work.
const CHECKPOINT_EVERY_MS = 5_000;

/** One cycle of a job at its simulated time: an initial one where there is no watermark, else an incremental one. */
export async function runCycle(
  job: Job,
  source: Source,
  ports: CyclePorts,
): Promise<{ readonly job: Job; readonly report: CycleReport }> {
  const { target, targetUrl, log, concurrency = 4 } = ports;
  let written = performance.now();
  const run = startRun(job, {
    target,
    targetUrl,
    source,
    log,
    concurrency,
    onProgress: (phase, done, total) => {
      ports.onProgress?.(phase, done, total);
      if (performance.now() - written < CHECKPOINT_EVERY_MS) return;
      written = performance.now();
      ports.onCheckpoint?.({ ...job, links: run.links, escrows: run.escrows });
    },
  });
  const trouble = await testConnection(ports.target);
  if (trouble !== null) return end(job, run, { reason: 'EncounteredQuarantineException', error: trouble });
  const planned = planUsers(run);
  const leaving = leavingGroups(run);
  const deletions = planned.filter(isDeprovisioned);
  const { deletionThreshold } = job.settings;
  const tooMany =
    deletionThreshold !== null && !job.isDeletionAllowed && deletions.length + leaving.length > deletionThreshold;
  if (tooMany) stage(run, deletions);
  await provisionUsers(run, tooMany ? planned.filter((one) => !isDeprovisioned(one)) : planned);
  await provisionManagers(run);
  await provisionGroups(run, tooMany ? [] : leaving);
  if (tooMany) {
    const error = `${deletions.length + leaving.length} objects would be disabled or deleted, more than the ${deletionThreshold} allowed`;
    return end(job, run, { reason: 'TooManyDeletes', error });
  }
  const reason = thresholdOf(run.counts);
  return end(
    job,
    run,
    reason === null ? null : { reason, error: `${run.counts.failed} of ${run.counts.events} objects failed` },
  );
}

/** Entra asks for a user who cannot be there; 404, or anything but an empty list, is a fault of the target. */
export async function testConnection(target: Target): Promise<string | null> {
  try {
    const list = readList(await target.request('GET', queryOf('User', `userName eq ${quoted(randomUUID())}`)));
    if (list.kind === 'failed') return `${list.failure.errorCode}: ${list.failure.reason}`;
    return list.total === 0 ? null : 'the target found a user who does not exist: it ignores the filter';
  } catch (error) {
    if (error instanceof TargetUnreachable || error instanceof CredentialError) return error.message;
    throw error;
  }
}

function isDeprovisioned({ decision: { kind } }: Planned): boolean {
  return kind === 'disable' || kind === 'delete';
}

/** Deletions that wait for somebody to allow them. */
function stage({ context, counts, log, links }: Run, deletions: readonly Planned[]): void {
  for (const planned of deletions) {
    const record = new ChangeRecord(context, planned);
    record.targetId = links.get(planned.id)?.targetId ?? '';
    counts.stageddelete += 1;
    log(record.entry('stageddelete', null, 'skipped'));
  }
}

function end(
  job: Job,
  run: Run,
  trouble: Pick<Quarantine, 'reason' | 'error'> | null,
): { job: Job; report: CycleReport } {
  const quarantine = trouble === null ? null : quarantined(job.quarantine, job.now, trouble);
  const isDisabled = quarantine !== null && hasExpired(quarantine, job.now);
  // A cycle that could not even begin has not seen anything: the next one is as initial as it was, and may do as much.
  const hasWorked = trouble?.reason !== 'EncounteredQuarantineException';
  const ended: Job = {
    ...job,
    status: isDisabled ? 'Disabled' : quarantine === null ? 'Active' : 'Quarantine',
    cycles: job.cycles + 1,
    watermark: hasWorked ? job.now : job.watermark,
    links: run.links,
    escrows: isDisabled ? new Map() : run.escrows,
    quarantine,
    isDeletionAllowed: job.isDeletionAllowed && !hasWorked,
  };
  return {
    job: ended,
    report: { isInitial: run.isInitial, counts: run.counts, quarantine: quarantine?.reason ?? null },
  };
}

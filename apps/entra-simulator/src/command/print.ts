import type { Job, Quarantine } from '../cycle/job.js';
import type { CycleReport } from '../cycle/run-cycle.js';
import type { ProvisioningObjectSummary } from '../logs/log-entry.js';

export function printCycle(
  job: Job,
  { isInitial, counts, quarantine }: CycleReport,
  { seconds, requests }: { seconds: number; requests: number },
): void {
  const { create, matched, update, disable, failed, failedReferences } = counts;
  // Of a cycle that could not begin counts would say that nobody failed.
  const outcome =
    quarantine === 'EncounteredQuarantineException'
      ? 'the connection test failed, nobody was provisioned'
      : `${create} created, ${matched} matched, ${update} updated, ${disable} disabled, ${counts.delete} deleted, ` +
        `${failed + failedReferences} failed (${job.escrows.size} in escrow)`;
  print(`${isInitial ? 'initial' : 'incremental'} cycle ${job.cycles} at ${job.now}: ${outcome}`);
  print(`  ${requests} requests in ${seconds.toFixed(1)} s, ${(requests / seconds).toFixed(0)}/s`);
  if (quarantine !== null)
    print(
      `  quarantine: ${quarantine}: ${job.quarantine?.error ?? ''}; next attempt ${job.quarantine?.nextAttempt ?? ''}`,
    );
}

export function printStatus({
  quarantine,
  ...rest
}: Readonly<Record<string, unknown>> & Pick<Job, 'quarantine'>): void {
  const shown = { ...rest, quarantine: quarantine === null ? null : inWords(quarantine) };
  for (const [label, value] of Object.entries(shown)) print(`${label.padEnd(18)} ${value ?? 'none'}`);
}

function inWords({ reason, error, began, attempts, nextAttempt }: Quarantine): string {
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  return `${reason} since ${began}, tried ${times}, next ${nextAttempt}: ${error.replace(/\s+/g, ' ').trim()}`;
}

export function printEntry(entry: ProvisioningObjectSummary, isWhole: boolean): void {
  const { activityDateTime, provisioningAction, sourceIdentity, provisioningStatusInfo: info } = entry;
  print(
    `${activityDateTime} ${info.status.padEnd(8)} ${provisioningAction.padEnd(12)} ${sourceIdentity.identityType} ${sourceIdentity.displayName}`,
  );
  if (info.errorInformation !== null) print(`    ${info.errorInformation.errorCode}: ${info.errorInformation.reason}`);
  if (!isWhole) return;
  for (const step of entry.provisioningSteps) print(`    ${step.provisioningStepType}: ${step.description}`);
  for (const { displayName, oldValue, newValue } of entry.modifiedProperties) {
    print(`    ${displayName}: ${oldValue ?? '(nothing)'} → ${newValue ?? '(nothing)'}`);
  }
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Entra saves no credentials whose test has failed. Returns the exit code. */
export function connectionFailed(trouble: string): number {
  print(`Test Connection failed: ${trouble}`);
  print('nothing was stored');
  return 1;
}

import type { Job } from '../cycle/model.js';
import type { CycleReport } from '../cycle/run-cycle.js';
import type { ProvisioningObjectSummary } from '../logs/model.js';

export function printCycle(
  job: Job,
  { isInitial, counts, quarantine }: CycleReport,
  { seconds, requests }: { seconds: number; requests: number },
): void {
  const { create, matched, update, disable, failed, failedReferences } = counts;
  print(
    `${isInitial ? 'initial' : 'incremental'} cycle ${job.cycles} at ${job.now}: ` +
      `${create} created, ${matched} matched, ${update} updated, ${disable} disabled, ${counts.delete} deleted, ` +
      `${failed + failedReferences} failed (${job.escrows.size} in escrow)`,
  );
  print(`  ${requests} requests in ${seconds.toFixed(1)} s, ${(requests / seconds).toFixed(0)}/s`);
  if (quarantine !== null)
    print(
      `  quarantine: ${quarantine}: ${job.quarantine?.error ?? ''}; next attempt ${job.quarantine?.nextAttempt ?? ''}`,
    );
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

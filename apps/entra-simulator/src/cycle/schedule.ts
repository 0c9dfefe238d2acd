import type { Escrow, Job, Quarantine, QuarantineReason } from './job.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Microsoft Learn, "How provisioning works": incremental cycles follow each other every 20 to 40 minutes. */
const CYCLE_EVERY_MS = 40 * MINUTE;
/** 30 days after its soft deletion a user is purged, and deleted in the target. */
export const RECYCLE_BIN_MS = 30 * 24 * HOUR;
const QUARANTINE_ENDS_MS = 28 * 24 * HOUR;

// Microsoft Learn, "Quarantine status".
const EVALUATED_FROM = 5_000;
const PROPORTION = 0.4;
const BASE_THRESHOLD = 40_000;
const TOTAL_THRESHOLD = 60_000;

export function later(time: string, milliseconds: number): string {
  return new Date(Date.parse(time) + milliseconds).toISOString();
}

/** A Microsoft employee names 30 minutes, 1, 2, 4, 8 hours (Microsoft Q&A 1319983); beyond a day it stays a day. */
export function escrowed(
  before: Escrow | undefined,
  now: string,
  { kind, attempted, failure }: Pick<Escrow, 'kind' | 'attempted' | 'failure'>,
): Escrow {
  const attempts = (before?.attempts ?? 0) + 1;
  const wait = Math.min(24 * HOUR, 30 * MINUTE * 2 ** Math.min(attempts - 1, 10));
  return { kind, attempts, since: before?.since ?? now, nextAttempt: later(now, wait), attempted, failure };
}

/** 6, 12 and 24 hours after the first failure, then every 24 hours. */
export function quarantined(
  before: Quarantine | null,
  now: string,
  { reason, error }: { readonly reason: QuarantineReason; readonly error: string },
): Quarantine {
  const began = before?.began ?? now;
  const attempts = (before?.attempts ?? 0) + 1;
  const hours = [6, 12, 24][attempts - 1] ?? 24 * (attempts - 2);
  return { reason, error, began, attempts, nextAttempt: later(began, hours * HOUR) };
}

export function hasExpired({ began }: Quarantine, now: string): boolean {
  return Date.parse(now) - Date.parse(began) >= QUARANTINE_ENDS_MS;
}

export interface Failures {
  /** Objects that were to be changed in the cycle. */
  readonly events: number;
  readonly failed: number;
  readonly failedReferences: number;
}

/** Whether a cycle with so many failures ends in quarantine; failures of references count for the total alone. */
export function thresholdOf({ events, failed, failedReferences }: Failures): QuarantineReason | null {
  if (failed + failedReferences >= TOTAL_THRESHOLD) return 'EncounteredTotalEscrowThreshold';
  if (failed > BASE_THRESHOLD) return 'EncounteredBaseEscrowThreshold';
  if (failed >= EVALUATED_FROM && failed > PROPORTION * events) return 'EncounteredEscrowProportionThreshold';
  return null;
}

/** When the job has something to do next. */
export function nextRun({ now, quarantine, watermark }: Job): string {
  if (quarantine !== null) return quarantine.nextAttempt;
  return watermark === null ? now : later(watermark, CYCLE_EVERY_MS);
}

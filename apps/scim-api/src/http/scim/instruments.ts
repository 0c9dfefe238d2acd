import { metrics } from '@opentelemetry/api';
import type { QuirkName } from '#scim';
import { SeriesCounter } from '#telemetry';

const meter = metrics.getMeter('rollcall.scim');

const writes = new SeriesCounter(
  meter,
  'rollcall_scim_writes',
  'Writes by resource type and outcome: created, changed, deleted, unchanged (a no-op) or refused',
);
const quirks = meter.createCounter('rollcall_scim_quirks', {
  description: 'Accommodations of clients that depart from the RFCs, by name',
});
const unknown = meter.createCounter('rollcall_scim_unknown_attributes', {
  description: 'Requests with attributes in none of the schemas, by what became of these: ignored, kept or refused',
});
const throttled = meter.createCounter('rollcall_scim_throttled', {
  description: 'Requests answered 429 because their connection sent more than its limit',
});
const batches = meter.createHistogram('rollcall_write_batch_size', {
  description: 'Changes that shared a transaction',
  advice: { explicitBucketBoundaries: [1, 2, 4, 8, 16, 32, 64] },
});

const bulks = meter.createHistogram('rollcall_bulk_operations', {
  description: 'Operations of a bulk request',
  advice: { explicitBucketBoundaries: [1, 10, 50, 100, 250, 500, 1_000] },
});

export type WriteOutcome = 'created' | 'changed' | 'deleted' | 'unchanged' | 'refused';

export function countWrite(resourceType: 'User' | 'Group', outcome: WriteOutcome): void {
  writes.add(`${resourceType} ${outcome}`, () => ({ resource_type: resourceType, outcome }));
}

export function countQuirks(names: Iterable<QuirkName>): void {
  for (const quirk of names) {
    quirks.add(1, { quirk });
    if (quirk === 'unknown-attribute') countUnknown('ignored');
    if (quirk === 'undefined-kept') countUnknown('kept');
  }
}

/** The names are not shown: a client can send any number of them. */
export function countUnknown(outcome: 'ignored' | 'kept' | 'refused'): void {
  unknown.add(1, { outcome });
}

export function countBulk(operations: number): void {
  bulks.record(operations);
}

export function countThrottled(): void {
  throttled.add(1);
}

export function recordBatch(changes: number): void {
  batches.record(changes);
}

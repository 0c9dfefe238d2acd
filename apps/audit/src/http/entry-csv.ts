import { csvRecord, type CsvCell } from '#service';
import type { NamedEntry } from '../ledger/entry.js';
import { viewOf } from './entry-schema.js';

const COLUMNS = [
  'sequence',
  'id',
  'time',
  'type',
  'outcome',
  'act',
  'reason',
  'resourceType',
  'resourceId',
  'resourceName',
  'userName',
  'resourceVersion',
  'connectionId',
  'connectionName',
  'credentialId',
  'credentialName',
  'operator',
  'operatorName',
  'address',
  'requestId',
  'method',
  'status',
  'scimType',
  'path',
  'rule',
  'count',
  'from',
  'to',
  'topic',
  'partition',
  'offset',
  'changes',
] as const;

/** RFC 4180, with a header line. */
export const CSV_HEADER = csvRecord(COLUMNS);

export function csvLine(entry: NamedEntry): string {
  const { actor, period, kafka, ...view } = viewOf(entry);
  const cells: Readonly<Record<string, CsvCell>> = { ...view, ...actor, ...period, ...kafka, changes: entry.changes };
  return csvRecord(COLUMNS.map((name) => cells[name]));
}

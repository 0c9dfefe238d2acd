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
export const CSV_HEADER = `${COLUMNS.join(',')}\r\n`;

type Cell = string | number | null | undefined;

export function csvLine(entry: NamedEntry): string {
  const { actor, period, kafka, ...view } = viewOf(entry);
  const cells: Readonly<Record<string, Cell>> = { ...view, ...actor, ...period, ...kafka, changes: entry.changes };
  return `${COLUMNS.map((name) => csvCell(cells[name])).join(',')}\r\n`;
}

/**
 * A spreadsheet takes a cell that begins with = + - @, also behind a tab or a return, for a formula, and what is in the log was
 * written by strangers: such a cell begins with an apostrophe (OWASP, CSV Injection).
 */
function csvCell(value: Cell): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const safe = /^[\s]*[=+\-@]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

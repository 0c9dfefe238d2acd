import { indexKey, namesIn, TIME, type Column, type Columns } from '#postgres';
import { types, type CustomTypesConfig } from 'pg';
import type { Entry, StoredEntry } from '../../ledger/entry.js';

interface EntryColumn extends Column<Entry> {
  /** The member of an entry that it is. */
  readonly member?: keyof StoredEntry;
  /** The member is left out where the column is null. */
  readonly isOptional?: boolean;
}

/** The table of entries: what is written, read and digested of an entry follows. */
export const ENTRY = {
  id: of('uuid', 'id'),
  tenant_id: of('uuid', 'tenantId'),
  time: of(TIME, 'time'),
  type: of('text', 'type'),
  outcome: of('text', 'outcome'),
  connection_id: key('connectionId'),
  credential_id: key('credentialId'),
  resource_type: of('text', 'resourceType'),
  resource_id: key('resourceId'),
  resource_version: of('integer', 'resourceVersion'),
  changes: { type: 'json', member: 'changes', isJoined: true, write: ({ changes }) => JSON.stringify(changes) },
  request_id: of('text', 'requestId'),
  reason: of('text', 'reason'),
  method: of('text', 'method'),
  status: of('integer', 'status'),
  scim_type: of('text', 'scimType'),
  count: of('integer', 'count'),
  period_from: of(TIME, 'periodFrom'),
  period_to: of(TIME, 'periodTo'),
  path: { ...of('text', 'path'), isOptional: true },
  rule: { ...of('text', 'rule'), isOptional: true },
  // Known of a json only when it is read whole, and a page has to know it before.
  changes_bytes: { type: 'integer', from: 'octet_length(changes)', isUndigested: true },
  act: { ...of('text', 'act'), isOptional: true },
  operator: { ...of('text', 'operator'), isOptional: true },
  address: { ...of('text', 'address'), isOptional: true },
  // A rebuild gives another; no insert names it.
  sequence: { type: 'bigint', member: 'sequence', isUndigested: true },
  // Of the cluster, and not of the event; unknown of what was folded before.
  topic: { ...of('text', 'topic'), isOptional: true, isUndigested: true },
  partition: { ...of('integer', 'partition'), isOptional: true, isUndigested: true },
  record_offset: { ...of('bigint', 'offset'), isOptional: true, isUndigested: true },
} satisfies Columns<Entry> & Record<string, EntryColumn>;

function of(type: Column<Entry>['type'], member: keyof Entry): EntryColumn & { readonly member: keyof Entry } {
  return { type, member, write: (entry) => entry[member] ?? null };
}

/** What entries are found by fits an index, whatever an event says; an id of ours is as it is. */
function key(member: 'connectionId' | 'credentialId' | 'resourceId'): EntryColumn {
  const keyOf = (text: string | null): string | null => (text === null ? null : indexKey(text));
  return { type: 'text', member, write: (entry) => keyOf(entry[member]) };
}

const READ = Object.entries<EntryColumn>(ENTRY).flatMap(([name, { member, isOptional = false }]) =>
  member === undefined ? [] : [{ name, member, isOptional }],
);

export const ENTRY_COLUMNS = namesIn(READ.map(({ name }) => name));

/** What an earlier release wrote has no length of its own, and is measured. The rest of an entry is short. */
export const ENTRY_BYTES = 'coalesce(changes_bytes, octet_length(changes::text))';

type Oid = typeof types.builtins.JSON;

export type EntryRow = Readonly<Record<string, unknown>>;

/**
 * A page of a mebibyte, parsed and written again, is five to ten times as much to collect: the JSON is passed on as text.
 */
export const JSON_AS_TEXT: CustomTypesConfig = {
  getTypeParser: ((oid: Oid, format?: 'text' | 'binary'): unknown =>
    oid === types.builtins.JSON
      ? (text: string) => text
      : types.getTypeParser(oid, format)) as CustomTypesConfig['getTypeParser'],
};

/** Of a row of {@link ENTRY_COLUMNS}, which are an entry's members by name and type. */
export function entryOf(row: EntryRow): StoredEntry {
  const entry: Record<string, unknown> = {};
  for (const { name, member, isOptional } of READ) {
    const value = row[name];
    if (isOptional && value === null) continue;
    entry[member] = value instanceof Date ? value.toISOString() : member === 'sequence' ? Number(value) : value;
  }
  return entry as unknown as StoredEntry;
}

import type { Transaction } from '#postgres';
import type { StoredEntry } from '../../ledger/entry.js';
import { ENTRY_COLUMNS, entryOf, JSON_AS_TEXT, type EntryRow } from './entry-columns.js';

/** Of the tenant that the transaction is scoped to, by row-level security. */
const FIND_ENTRY = `
  select ${ENTRY_COLUMNS}
    from entries
   where id = $1::uuid`;

export async function findEntry(tx: Transaction, id: string): Promise<StoredEntry | null> {
  const { rows } = await tx.query<EntryRow>({ name: 'audit-find-entry', text: FIND_ENTRY, types: JSON_AS_TEXT }, [id]);
  return rows[0] === undefined ? null : entryOf(rows[0]);
}

/** In the order of an index: an estimate cannot make it read the others' entries. */
const HAS_ENTRIES = `
  select 1
    from entries
   order by time desc, id desc
   limit 1`;

/** Whether the tenant that the transaction is scoped to has any. */
export async function hasEntries(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.query({ name: 'audit-has-entries', text: HAS_ENTRIES }, []);
  return rows.length > 0;
}

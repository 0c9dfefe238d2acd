import type { Transaction } from '#postgres';
import type { Entry } from '../../ledger/entry.js';
import { ENTRY_COLUMNS, entryOf, type EntryRow } from './entry-columns.js';

/** Of the tenant that the transaction is scoped to, by row-level security. */
const FIND_ENTRY = `
  select ${ENTRY_COLUMNS}
    from entries
   where id = $1::uuid`;

export async function findEntry(tx: Transaction, id: string): Promise<Entry | null> {
  const { rows } = await tx.query<EntryRow>({ name: 'audit-find-entry', text: FIND_ENTRY }, [id]);
  return rows[0] === undefined ? null : entryOf(rows[0]);
}

import { indexKey, type Transaction } from '#postgres';
import type { Entry } from '../../ledger/entry.js';
import { ENTRY_COLUMNS, entryOf, type EntryRow } from './entry-columns.js';

export interface EntryFilter {
  /** The id of a connection or of a credential. */
  readonly actor?: string;
  readonly resource?: string;
  readonly type?: string;
  readonly outcome?: string;
  /** Inclusive and exclusive ends of the time of decision, RFC 3339. */
  readonly from?: string;
  readonly to?: string;
}

export type EntryOrder = 'newest' | 'oldest';

/** Where a page ended. */
export interface EntryPlace {
  readonly time: string;
  readonly id: string;
}

export interface EntryPage {
  readonly filter: EntryFilter;
  readonly order: EntryOrder;
  readonly after: EntryPlace | null;
  readonly limit: number;
}

/**
 * Of the tenant that the transaction is scoped to, by row-level security. Keyset on (time, id), both compared by
 * leakproof operators, so the policy does not keep them from the index. Only the conditions that were asked for are in
 * the text: `$n is null or …` would hide them from the planner.
 */
export async function listEntries(tx: Transaction, page: EntryPage): Promise<Entry[]> {
  const values: unknown[] = [];
  const value = (of: unknown): string => `$${values.push(of)}`;
  const { filter, order, after, limit } = page;
  const conditions = [
    filter.actor === undefined ? [] : actorIs(value(indexKey(filter.actor))),
    filter.resource === undefined ? [] : `resource_id = ${value(indexKey(filter.resource))}::text`,
    filter.type === undefined ? [] : `type = ${value(filter.type)}::text`,
    // As a constant of two, so that the partial index of refusals is found.
    filter.outcome === undefined ? [] : `outcome = ${filter.outcome === 'refused' ? `'refused'` : `'accepted'`}`,
    filter.from === undefined ? [] : `time >= ${value(filter.from)}::timestamptz`,
    filter.to === undefined ? [] : `time < ${value(filter.to)}::timestamptz`,
    after === null
      ? []
      : `(time, id) ${order === 'newest' ? '<' : '>'} (${value(after.time)}::timestamptz, ${value(after.id)}::uuid)`,
  ].flat();
  const direction = order === 'newest' ? 'desc' : 'asc';
  const text = `
  select ${ENTRY_COLUMNS}
    from entries
   where ${['true', ...conditions].join('\n     and ')}
   order by time ${direction}, id ${direction}
   limit ${value(limit)}::int`;
  const { rows } = await tx.query<EntryRow>(text, values);
  return rows.map(entryOf);
}

function actorIs(parameter: string): string {
  return `(connection_id = ${parameter}::text or credential_id = ${parameter}::text)`;
}

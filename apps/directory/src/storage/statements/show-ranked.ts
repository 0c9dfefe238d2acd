import { withinBytes, type Transaction } from '#postgres';
import { EMPLOYEES_E, employeeRow, LISTED_COLUMNS, type ListedRow } from './employee-row.js';

/** Each by its key, in the order in which they are asked for; of those who have left meanwhile none, where none are wanted. */
export const SHOW_RANKED = withinBytes(
  `
  select shown.*, wanted.rank
    from unnest($1::text[]) with ordinality as wanted (id, rank)
   cross join lateral (
           select ${LISTED_COLUMNS}
             from ${EMPLOYEES_E}
            where e.id = wanted.id
              and not e.deleted
              and (e.active or $2::bool)
           offset 0) as shown
   order by wanted.rank`,
  { order: 'rank', bytes: 'bytes' },
);

export async function showRanked(
  tx: Transaction,
  ids: readonly string[],
  { withLeavers }: { readonly withLeavers: boolean } = { withLeavers: true },
): Promise<ListedRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<ListedRow>({ name: 'show-ranked', text: SHOW_RANKED }, [ids, withLeavers]);
  return rows.map(employeeRow);
}

import { HIDDEN_LATE_MS } from '#contracts';
import type { Transaction } from '#postgres';
import type { HiddenAttribute } from '../../ledger/hide-values.js';

/** Of the tenant that the transaction is scoped to, by row-level security; by the index over the few acts that can say so. */
export const HIDDEN = `
  select resource_id as name,
         max(time) + make_interval(secs => ${HIDDEN_LATE_MS / 1_000}) as until
    from entries
   where act = 'attributes.define'
     and exists (
           select from json_array_elements(changes) as change
            where change ->> 'path' = 'sensitive'
              and change ->> 'after' = 'true')
   group by resource_id`;

/** Attributes that became sensitive: what came before stands in the log in the clear, for nothing is taken out of it. */
export async function hiddenAttributes(tx: Transaction): Promise<readonly HiddenAttribute[]> {
  return (await tx.query<HiddenAttribute>({ name: 'audit-hidden', text: HIDDEN })).rows;
}

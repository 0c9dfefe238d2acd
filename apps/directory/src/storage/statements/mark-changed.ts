import { arrayText, type Transaction } from '#postgres';
import type { EmployeeId } from './load-known.js';

const MARK_CHANGED = `
  insert into employee_marks (tenant_id, id, moved_in)
  select tenant_id, id, case when moved then pg_current_xact_id() end
    from unnest($1::uuid[], $2::text[], $3::bool[]) as changed (tenant_id, id, moved)
      on conflict (tenant_id, id) do update
     set changed_in = excluded.changed_in,
         moved_in = coalesce(excluded.moved_in, employee_marks.moved_in)`;

export interface Changed extends EmployeeId {
  /** Another manager, or another name by which people name theirs; or came, or went: the chart is to be made anew. */
  readonly isMoved: boolean;
}

/**
 * In the transaction of the change, behind the person's own row, so nobody waits here. Until it commits readers see the mark of
 * before; from then on this one, which is above whatever they had read up to.
 */
export async function markChanged(tx: Transaction, changed: readonly Changed[]): Promise<void> {
  await tx.query({ name: 'mark-changed', text: MARK_CHANGED }, [
    arrayText(changed.map(({ tenantId }) => tenantId)),
    arrayText(changed.map(({ id }) => id)),
    arrayText(changed.map(({ isMoved }) => isMoved)),
  ]);
}

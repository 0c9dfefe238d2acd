import type { Transaction } from '#postgres';
import type { EmployeeId } from './load-known.js';

const MARK_CHANGED = `
  insert into employee_marks (tenant_id, id, moved)
  select tenant_id, id, moved
    from unnest($1::uuid[], $2::text[], $3::bool[]) as changed (tenant_id, id, moved)
      on conflict (tenant_id, changed_in, id) do update set moved = true
   where excluded.moved and not employee_marks.moved`;

export interface Changed extends EmployeeId {
  /** Another manager, or another name by which people name theirs; or came, or went: the chart is to be made anew. */
  readonly isMoved: boolean;
}

/** In the transaction of the change. The row is of this transaction alone, so nobody waits for it. */
export async function markChanged(tx: Transaction, changed: readonly Changed[]): Promise<void> {
  await tx.query({ name: 'mark-changed', text: MARK_CHANGED }, [
    changed.map(({ tenantId }) => tenantId),
    changed.map(({ id }) => id),
    changed.map(({ isMoved }) => isMoved),
  ]);
}

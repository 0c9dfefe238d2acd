import type { Transaction } from '#postgres';

const MARK_CHANGED = `
  insert into employee_marks (tenant_id, id)
  select tenant_id, id
    from unnest($1::uuid[], $2::text[]) as changed (tenant_id, id)
      on conflict do nothing`;

/** In the transaction of the change. The row is of this transaction alone, so nobody waits for it. */
export async function markChanged(
  tx: Transaction,
  changed: readonly { readonly tenantId: string; readonly id: string }[],
): Promise<void> {
  await tx.query({ name: 'mark-changed', text: MARK_CHANGED }, [
    changed.map(({ tenantId }) => tenantId),
    changed.map(({ id }) => id),
  ]);
}

import type { Transaction } from '#postgres';
import type { Cycle } from '../../rules/initial-cycle.js';

const LOCK_OPEN_CYCLE = `
  select tenant_id, first_create_at, last_create_at, heard_at
    from cycles
   where not is_closed
     and heard_at <= $1::timestamptz
   order by heard_at
   limit 1
     for update skip locked`;

interface Row {
  tenant_id: string;
  first_create_at: Date;
  last_create_at: Date;
  heard_at: Date;
}

/** An open cycle that has not been heard of since `heardBefore`; a batch that prolongs it waits for this transaction. */
export async function lockOpenCycle(
  tx: Transaction,
  heardBefore: Date,
): Promise<{ readonly tenantId: string; readonly cycle: Cycle } | null> {
  const { rows } = await tx.query<Row>({ name: 'lock-open-cycle', text: LOCK_OPEN_CYCLE }, [heardBefore]);
  const [row] = rows;
  if (row === undefined) return null;
  const { first_create_at: firstCreateAt, last_create_at: lastCreateAt, heard_at: heardAt } = row;
  return { tenantId: row.tenant_id, cycle: { firstCreateAt, lastCreateAt, heardAt, isClosed: false } };
}

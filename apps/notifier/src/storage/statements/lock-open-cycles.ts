import type { Transaction } from '#postgres';
import type { Cycle } from '../../rules/initial-cycle.js';

/**
 * Skips what another process closes right now. A batch that prolongs one of these waits for this transaction. Those that wait for
 * news of their tenant come last: a look that is full of them would hold up the others as long as they may wait.
 */
const LOCK_OPEN_CYCLES = `
  select tenant_id, first_create_at, last_create_at, heard_at
    from cycles
   where not is_closed
     and heard_at <= $1::timestamptz
   order by not exists (select from tenants t where t.tenant_id = cycles.tenant_id), heard_at
   limit $2::int
     for update skip locked`;

interface Row {
  tenant_id: string;
  first_create_at: Date;
  last_create_at: Date;
  heard_at: Date;
}

export interface OpenCycle {
  readonly tenantId: string;
  readonly cycle: Cycle;
}

/** Open cycles that have not been heard of since `heardBefore`. */
export async function lockOpenCycles(tx: Transaction, heardBefore: Date, limit: number): Promise<OpenCycle[]> {
  const { rows } = await tx.query<Row>({ name: 'lock-open-cycles', text: LOCK_OPEN_CYCLES }, [heardBefore, limit]);
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    cycle: {
      firstCreateAt: row.first_create_at,
      lastCreateAt: row.last_create_at,
      heardAt: row.heard_at,
      isClosed: false,
    },
  }));
}

import type { Transaction } from '#postgres';
import type { Cycle } from '../../rules/initial-cycle.js';

const LOAD_CYCLES = `
  select tenant_id, first_create_at, last_create_at, heard_at, is_closed
    from cycles
   where tenant_id = any($1::uuid[])`;

interface Row {
  tenant_id: string;
  first_create_at: Date;
  last_create_at: Date;
  heard_at: Date;
  is_closed: boolean;
}

/** Without locks: what two partitions find out about a cycle is merged when it is saved. */
export async function loadCycles(tx: Transaction, tenantIds: readonly string[]): Promise<Map<string, Cycle>> {
  const { rows } = await tx.query<Row>({ name: 'load-cycles', text: LOAD_CYCLES }, [tenantIds]);
  return new Map(
    rows.map((row) => [
      row.tenant_id,
      {
        firstCreateAt: row.first_create_at,
        lastCreateAt: row.last_create_at,
        heardAt: row.heard_at,
        isClosed: row.is_closed,
      },
    ]),
  );
}

import type { Transaction } from '#postgres';
import type { Cycle } from '../../rules/initial-cycle.js';

/**
 * Merges, and does not overwrite: partitions prolong the same tenant's cycle side by side, and whichever commits last
 * leaves the earliest first and the latest last. In the order of the tenants, else two batches deadlock on the rows.
 */
const PROLONG_CYCLES = `
  insert into cycles (tenant_id, first_create_at, last_create_at, heard_at, is_closed)
  select tenant_id, first_create_at, last_create_at, heard_at, false
    from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[])
         as prolonged (tenant_id, first_create_at, last_create_at, heard_at)
   order by tenant_id
      on conflict (tenant_id) do update
     set first_create_at = least(cycles.first_create_at, excluded.first_create_at),
         last_create_at = greatest(cycles.last_create_at, excluded.last_create_at),
         heard_at = greatest(cycles.heard_at, excluded.heard_at),
         is_closed = false`;

export async function prolongCycles(tx: Transaction, cycles: ReadonlyMap<string, Cycle>): Promise<void> {
  if (cycles.size === 0) return;
  const values = [...cycles.values()];
  await tx.query({ name: 'prolong-cycles', text: PROLONG_CYCLES }, [
    [...cycles.keys()],
    values.map((cycle) => cycle.firstCreateAt),
    values.map((cycle) => cycle.lastCreateAt),
    values.map((cycle) => cycle.heardAt),
  ]);
}

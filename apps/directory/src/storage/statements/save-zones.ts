import type { Transaction } from '#postgres';
import type { TenantZone } from '../../projection/fold-zones.js';

/** An older one than what stands there changes nothing: one partition folds them all, and one that is released comes late. */
const SAVE_ZONES = `
  insert into tenant_zones (tenant_id, version, time_zone)
  select * from unnest($1::uuid[], $2::int[], $3::text[])
  on conflict (tenant_id) do update
     set version = excluded.version,
         time_zone = excluded.time_zone
   where tenant_zones.version < excluded.version`;

export async function saveZones(tx: Transaction, zones: readonly TenantZone[]): Promise<void> {
  if (zones.length === 0) return;
  const columns = [
    zones.map(({ tenantId }) => tenantId),
    zones.map(({ version }) => version),
    zones.map(({ timeZone }) => timeZone),
  ];
  await tx.query(SAVE_ZONES, columns);
}

import type { Transaction } from '#postgres';
import type { Tenant } from '../../rules/tenant.js';

/** Nobody else writes the row: a tenant's changes come from one partition, whose batches run one after the other. */
const SAVE_TENANT = `
  insert into tenants (tenant_id, version, name, notification_address, connections)
  values ($1::uuid, $2::bigint, $3::text, $4::text, $5::jsonb)
      on conflict (tenant_id) do update
     set version = excluded.version,
         name = excluded.name,
         notification_address = excluded.notification_address,
         connections = excluded.connections`;

export async function saveTenant(tx: Transaction, tenant: Tenant): Promise<void> {
  const values = [
    tenant.id,
    tenant.version,
    tenant.name,
    tenant.notificationAddress,
    JSON.stringify(tenant.connections),
  ];
  await tx.query({ name: 'save-tenant', text: SAVE_TENANT }, values);
}

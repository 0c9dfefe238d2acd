import type { Transaction } from '#postgres';
import type { Tenant } from '../../rules/tenant.js';

/** Nobody else writes the row: a tenant's changes come from one partition, whose batches run one after the other. */
const SAVE_TENANT = `
  insert into tenants (tenant_id, version, name, notification_address, connections, domains, silent, addresses)
  values ($1::uuid, $2::bigint, $3::text, $4::text, $5::jsonb, $6::jsonb, $7::jsonb, $8::jsonb)
      on conflict (tenant_id) do update
     set version = excluded.version,
         name = excluded.name,
         notification_address = excluded.notification_address,
         connections = excluded.connections,
         domains = excluded.domains,
         silent = excluded.silent,
         addresses = excluded.addresses`;

// Once it has been proved, and is lost again, that is told again.
const FORGET_TOLD = `
  delete from told_domains
   where tenant_id = $1::uuid
     and domain = any($2::text[])`;

export async function saveTenant(tx: Transaction, tenant: Tenant): Promise<void> {
  const values = [
    tenant.id,
    tenant.version,
    tenant.name,
    tenant.notificationAddress,
    JSON.stringify(tenant.connections),
    tenant.domains === null ? null : JSON.stringify(tenant.domains),
    JSON.stringify(tenant.silent),
    JSON.stringify(tenant.addresses),
  ];
  await tx.query({ name: 'save-tenant', text: SAVE_TENANT }, values);
  const proved = (tenant.domains ?? []).flatMap(({ name, state }) => (state === 'verified' ? [name] : []));
  if (proved.length > 0) await tx.query({ name: 'forget-told', text: FORGET_TOLD }, [tenant.id, proved]);
}

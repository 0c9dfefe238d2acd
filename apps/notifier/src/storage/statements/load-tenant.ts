import type { Transaction } from '#postgres';
import type { Tenant } from '../../rules/tenant.js';

const LOAD_TENANT = `
  select tenant_id, version::int, name, notification_address, connections, domains, silent, addresses
    from tenants
   where tenant_id = $1::uuid`;

interface Row {
  tenant_id: string;
  version: number;
  name: string;
  notification_address: string | null;
  connections: Readonly<Record<string, string>> | null;
  domains: Tenant['domains'];
  silent: readonly string[] | null;
  addresses: Tenant['addresses'] | null;
}

export async function loadTenant(tx: Transaction, tenantId: string): Promise<Tenant | null> {
  const { rows } = await tx.query<Row>({ name: 'load-tenant', text: LOAD_TENANT }, [tenantId]);
  const [row] = rows;
  if (row === undefined) return null;
  return {
    id: row.tenant_id,
    version: row.version,
    name: row.name,
    notificationAddress: row.notification_address,
    connections: row.connections ?? {},
    domains: row.domains,
    silent: row.silent ?? [],
    addresses: row.addresses ?? {},
  };
}

import type { QueryConfig } from 'pg';
import type { Transaction } from './transaction.js';

/**
 * The setting that every row-level security policy compares with. Without a scope it is missing or empty, the policy's
 * `nullif(current_setting('rollcall.tenant', true), '')::uuid` is null, and no row is shown.
 */
export const TENANT_SETTING = 'rollcall.tenant';

/** DDL: the role reads a table's rows of one tenant, and without a scope none. */
export function readByTenant(schema: string, table: string, role: string): string[] {
  return [
    `create policy tenant on ${schema}.${table} for select to ${role}
       using (tenant_id = nullif(current_setting('${TENANT_SETTING}', true), '')::uuid)`,
    `grant select on ${schema}.${table} to ${role}`,
  ];
}

const SCOPE = `
  select set_config('rollcall.tenant', $1, true)`;

/** Limits the rest of the transaction to one tenant. Ends with the transaction (`is_local`). */
export async function scopeToTenant(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query(tenantScope(tenantId));
}

/** The statement of {@link scopeToTenant}, for those who send it together with others. */
export function tenantScope(tenantId: string): QueryConfig {
  return { name: 'scope-to-tenant', text: SCOPE, values: [tenantId] };
}

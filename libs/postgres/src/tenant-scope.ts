import type { QueryConfig } from 'pg';
import { BY_VALUES } from './session-settings.js';
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

/** As {@link tenantScope}, on a session that looks up by key (`BY_INDEX`): what comes behind it is planned for its values. */
export function scopeByValues(tenantId: string): QueryConfig {
  return { name: 'scope-by-values', text: SCOPE_BY_VALUES, values: [tenantId] };
}
const SCOPE_BY_VALUES = `
  select ${["'rollcall.tenant', $1", ...BY_VALUES.map((one) => `'${one.replace('=', "', '")}'`)]
    .map((setting) => `set_config(${setting}, true)`)
    .join(', ')}`;

import type { Transaction } from './transaction.js';

/**
 * The setting that every row-level security policy compares with. Without a scope it is missing or empty, the policy's
 * `nullif(current_setting('rollcall.tenant', true), '')::uuid` is null, and no row is shown.
 */
export const TENANT_SETTING = 'rollcall.tenant';

const SCOPE = `
  select set_config('rollcall.tenant', $1, true)`;

/** Limits the rest of the transaction to one tenant. Ends with the transaction (`is_local`). */
export async function scopeToTenant(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query({ name: 'scope-to-tenant', text: SCOPE }, [tenantId]);
}

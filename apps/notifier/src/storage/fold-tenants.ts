import type { AdminEvent } from '#contracts';
import type { Transaction } from '#postgres';
import { foldTenant } from '../rules/tenant.js';
import { loadTenant } from './statements/load-tenant.js';
import { saveTenant } from './statements/save-tenant.js';

export async function foldTenants(tx: Transaction, events: readonly AdminEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type !== 'rollcall.TenantChanged') continue;
    await saveTenant(tx, foldTenant(await loadTenant(tx, event.tenantId), event));
  }
}

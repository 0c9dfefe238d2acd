import { revokedBy, type AdminEvent } from '#contracts';
import type { Transaction } from '#postgres';
import { recordRevocations } from '#service';
import { foldTenant } from '../rules/tenant.js';
import { loadTenant } from './statements/load-tenant.js';
import { saveTenant } from './statements/save-tenant.js';

/** What a tenant's settings are, and which readers and keys are refused from now on. */
export async function foldTenants(tx: Transaction, events: readonly AdminEvent[]): Promise<void> {
  await recordRevocations(
    tx,
    events.flatMap((event) => revokedBy(event) ?? []),
  );
  for (const event of events) {
    if (event.type !== 'rollcall.TenantChanged') continue;
    await saveTenant(tx, foldTenant(await loadTenant(tx, event.tenantId), event));
  }
}

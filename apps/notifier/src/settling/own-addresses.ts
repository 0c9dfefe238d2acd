import type { Transaction } from '#postgres';
import { addressesOf } from '../rules/notified.js';
import { admit } from '../rules/recipient.js';
import type { Tenant } from '../rules/tenant.js';
import { loadStanding } from '../storage/statements/load-standing.js';

/** Of the connection that a mail is about, those of its addresses that are mailed; none: the tenant's has it. */
export async function ownAddresses(
  tx: Transaction,
  tenant: Tenant | null,
  connectionIds: readonly string[],
): Promise<string[]> {
  if (tenant === null) return [];
  const mailed: string[] = [];
  for (const address of addressesOf(tenant, connectionIds)) {
    const standing = await loadStanding(tx, tenant.id, address);
    if (admit(address, 'refusals', standing).kind === 'admitted') mailed.push(address);
  }
  return mailed;
}

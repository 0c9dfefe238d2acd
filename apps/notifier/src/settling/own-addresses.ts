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
  return tenant === null ? [] : mailedAddresses(tx, tenant, addressesOf(tenant, connectionIds));
}

/** Of these, those to which the tenant's mails may go. */
export async function mailedAddresses(
  tx: Transaction,
  tenant: Tenant,
  addresses: readonly string[],
): Promise<string[]> {
  const mailed: string[] = [];
  for (const address of addresses) {
    const standing = await loadStanding(tx, tenant.id, address);
    if (admit(address, 'refusals', standing).kind === 'admitted') mailed.push(address);
  }
  return mailed;
}

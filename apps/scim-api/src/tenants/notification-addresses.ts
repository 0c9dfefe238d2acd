import { mailKey } from '#contracts';
import { addressRefusal } from './notification-address.js';

/** Of one connection; the table has the same. */
export const MAX_ADDRESSES = 5;

/** Of a tenant's connections together: each TenantChanged lists them all. */
export const MAX_ADDRESSES_OF_TENANT = 100;

/** Why these cannot be a connection's addresses, in words that go on from the name of the member; or null. */
export function addressesFault(addresses: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const [at, address] of addresses.entries()) {
    const refusal = addressRefusal(address);
    if (refusal !== null) return `[${at}]: ${refusal.fault}; send addresses such as it-operations@contoso.example`;
    if (seen.has(mailKey(address))) return `[${at}]: is there already; send each address once`;
    seen.add(mailKey(address));
  }
  return null;
}

import { createHash } from 'node:crypto';
import type { IdentityProvider } from './identity-provider.js';

/** An id of somebody that is another for each application, and the same at each sign-in: `sub`, and a persistent NameID. */
export function pairwiseId({ salt, tenantId }: IdentityProvider, appId: string, oid: string): string {
  return createHash('sha256').update([salt, tenantId, appId, oid].join(' ')).digest('base64url');
}

import type { Pool } from 'pg';
import { inTransaction } from '#postgres';
import { appendAct } from './append-act.js';

/** What an operator reads of a tenant by its grant; `GrantedRead` of libs/service is one. */
export interface GrantRead {
  readonly tenantId: string;
  readonly grant: string;
  readonly account: string;
  readonly address: string | null;
  readonly signIn: { readonly amr: readonly string[] } | null;
  readonly requestId: string;
  readonly read: string;
}

/**
 * Tells of each read: one entry of the tenant's audit log, committed before the answer.
 *
 * @param pool of a role that acts @param traceparent of the request that is under way
 */
export function grantReadTeller(pool: Pool, traceparent: () => string | null): (read: GrantRead) => Promise<void> {
  return ({ tenantId, grant, account, address, signIn, requestId, read }) => {
    const who = { type: 'account', name: account, role: 'operator', amr: signIn?.amr ?? [] } as const;
    const acting = {
      requestId,
      traceparent: traceparent(),
      reason: null,
      ...who,
      ...(address !== null && { address }),
    };
    const changes = [{ path: 'read', before: null, after: read }];
    const acted = {
      act: 'grants.read',
      tenantId,
      object: { type: 'grant', id: grant },
      at: new Date(),
      changes,
    } as const;
    return inTransaction(pool, (tx) => appendAct(tx, acted, acting));
  };
}

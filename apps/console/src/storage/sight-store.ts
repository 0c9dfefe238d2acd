import type { Pool } from 'pg';
import { inTransaction, scopeToTenant } from '#postgres';
import type { Role } from '../sessions/session.js';
import type { Acting } from './team-store.js';
import { tell } from './tell.js';

const LOCK = `
  select roles, sees_sensitive as "seesSensitive"
    from accounts
   where id = $1::uuid
     for update`;

const LET = `
  update accounts set sees_sensitive = $2::boolean where id = $1::uuid`;

interface Row {
  readonly roles: readonly Role[];
  readonly seesSensitive: boolean;
}

export type Let = 'let' | 'unknown' | 'not-people';

/** Who of those who look after people sees what is sensitive of them. */
export class SightStore {
  readonly #pool: Pool;
  readonly #ring: () => void;

  constructor(pool: Pool, ring: () => void) {
    this.#pool = pool;
    this.#ring = ring;
  }

  /** From their next request on; what is so already is no act. */
  async let({ id, ...acting }: Acting, seesSensitive: boolean): Promise<Let> {
    const { outcome, isActed } = await inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, acting.tenantId);
      const [found] = (await tx.query<Row & Record<string, unknown>>(LOCK, [id])).rows;
      if (found === undefined) return said('unknown');
      if (found.seesSensitive === seesSensitive) return said('let');
      if (seesSensitive && !found.roles.includes('people')) return said('not-people');
      await tx.query(LET, [id, seesSensitive]);
      const changes = [{ path: 'seesSensitive', before: String(!seesSensitive), after: String(seesSensitive) }];
      await tell(tx, { act: 'accounts.change', object: { type: 'account', id }, ...acting, changes });
      return { outcome: 'let', isActed: true } as const;
    });
    if (isActed) this.#ring();
    return outcome;
  }
}

function said(outcome: Let): { readonly outcome: Let; readonly isActed: boolean } {
  return { outcome, isActed: false };
}

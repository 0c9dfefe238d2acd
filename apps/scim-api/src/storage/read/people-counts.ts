import type { Pool } from 'pg';
import { inTransaction, scopeToTenant, type Transaction } from '#postgres';

const PAGE = 1_000;

const COUNT = `
  select coalesce(sum(total), 0)::integer as count
    from resource_counts
   where tenant_id = $1::uuid
     and resource_type = 'User'`;

const ACTIVE = `
  select id
    from users
   where tenant_id = $1::uuid
     and id > $2::uuid
     and active
   order by id
   limit ${PAGE}`;

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** How many people a tenant has, and who is active: ids alone. */
export class PeopleCounts {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  count(tenantId: string): Promise<number> {
    return this.#as(tenantId, async (tx) => {
      const { rows } = await tx.query<{ count: number }>(COUNT, [tenantId]);
      return rows[0]?.count ?? 0;
    });
  }

  async *active(tenantId: string): AsyncGenerator<readonly string[]> {
    let after = NOBODY;
    for (;;) {
      const values = [tenantId, after];
      const { rows } = await this.#as(tenantId, (tx) => tx.query<{ id: string }>(ACTIVE, values));
      yield rows.map(({ id }) => id);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = last.id;
    }
  }

  #as<Result>(tenantId: string, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return inTransaction(this.#pool, async (tx) => {
      await scopeToTenant(tx, tenantId);
      return work(tx);
    });
  }
}

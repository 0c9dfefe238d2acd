import type { QueryConfig, QueryResultRow } from 'pg';
import type { Transaction } from '#postgres';
import type { Acting } from '../tenants/admin-acted.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import type { Tenant } from '../tenants/tenant.js';
import { appendAct } from './admin-acts.js';
import { findTenant } from './admin-statements.js';
import { AdminWrites, type AdminWritesOptions } from './admin-writes.js';
import { lockedTenant } from './announce-tenant.js';
import { findEnd } from './end-statements.js';

/** Suspends tenants, and resumes them. `null` says that there is no such tenant; what is so already is no act. */
export class SuspensionStore {
  readonly #writes: AdminWrites;

  constructor(options: AdminWritesOptions) {
    this.#writes = new AdminWrites(options);
  }

  suspend(id: string, acting: Acting): Promise<Tenant | null> {
    return this.#writes.commitSettings(async (tx) =>
      this.#stand(tx, { before: await lockedTenant(tx, id), act: 'tenants.suspend' }, acting),
    );
  }

  /** One that is to end stays suspended. */
  resume(id: string, acting: Acting): Promise<Tenant | 'is-to-end' | null> {
    return this.#writes.commitSettings(async (tx) => {
      const tenant = await lockedTenant(tx, id);
      if (tenant !== null && (await tx.query(findEnd(id))).rows.length > 0) return 'is-to-end';
      return this.#stand(tx, { before: tenant, act: 'tenants.resume' }, acting);
    });
  }

  async #stand(tx: Transaction, { before, act }: Standing, acting: Acting): Promise<Tenant | null> {
    const isSuspending = act === 'tenants.suspend';
    if (before === null || (before.suspendedAt !== null) === isSuspending) return before;
    const { id } = before;
    const at = await stand(tx, setStanding(id, isSuspending, this.#writes.now()));
    const after = await read(tx, id);
    const changes = settingsChanged({ suspendedAt: before.suspendedAt }, { suspendedAt: after?.suspendedAt });
    await appendAct(tx, { act, tenantId: id, object: { type: 'tenant', id }, at, changes }, acting);
    return after;
  }
}

interface Standing {
  readonly before: Tenant | null;
  readonly act: 'tenants.suspend' | 'tenants.resume';
}

/** Later than the time of the change before, whatever the clock does: whoever hears of both knows which one holds. */
function setStanding(id: string, isSuspending: boolean, now: Date): QueryConfig {
  return { text: SET_STANDING, values: [id, isSuspending, now] };
}
const SET_STANDING = `
  update tenants
     set standing_at = greatest($3::timestamptz, standing_at + interval '1 millisecond'),
         suspended_at = case when $2::boolean
                             then greatest($3::timestamptz, standing_at + interval '1 millisecond') end
   where id = $1::uuid
  returning standing_at as at`;

async function stand(tx: Transaction, statement: QueryConfig): Promise<Date> {
  const [row] = (await tx.query<{ at: Date } & QueryResultRow>(statement)).rows;
  if (row === undefined) throw new Error('a tenant went while it was locked');
  return row.at;
}

async function read(tx: Transaction, id: string): Promise<Tenant | null> {
  return (await tx.query<Tenant & QueryResultRow>(findTenant(id))).rows[0] ?? null;
}

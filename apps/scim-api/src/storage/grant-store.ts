import type { Pool, QueryResultRow } from 'pg';
import { v7 as uuid } from 'uuid';
import type { Acting } from '../tenants/admin-acted.js';
import type { Page } from '../tenants/admin-store.js';
import { MOST_GRANTS, type Grant, type OpenGrant } from '../tenants/grant.js';
import { settingsChanged } from '../tenants/settings-changed.js';
import { appendAct } from './admin-acts.js';
import { findTenant } from './admin-statements.js';
import { AdminWrites, type AdminStoreOptions } from './admin-writes.js';
import { lockedTenant } from './announce-tenant.js';

const COLUMNS = `g.id, g.tenant_id as "tenantId", g.reason, g.granted_by as "grantedBy", g.granted_at as "grantedAt",
         g.expires_at as "expiresAt", g.revoked_at as "revokedAt"`;

const COUNT = `
  select count(*)::int as count
    from grants
   where tenant_id = $1::uuid
     and revoked_at is null
     and expires_at > $2::timestamptz`;

const INSERT = `
  insert into grants (id, tenant_id, reason, granted_by, granted_at, expires_at)
  values ($1::uuid, $2::uuid, $3::text, $4::text, $5::timestamptz, $6::timestamptz)`;

const LIST = `
  select ${COLUMNS}
    from grants g
   where g.tenant_id = $1::uuid
     and ($2::uuid is null or g.id > $2::uuid)
   order by g.id
   limit $3::int`;

const OPEN = `
  select ${COLUMNS}, t.name as "tenantName", coalesce(t.slug, t.id::text) as "tenantSlug"
    from grants g
    join tenants t on t.id = g.tenant_id
   where g.revoked_at is null
     and g.expires_at > $1::timestamptz
     and t.suspended_at is null
     and ($2::uuid is null or g.id > $2::uuid)
   order by g.id
   limit $3::int`;

const REVOKE = `
  update grants
     set revoked_at = $3::timestamptz
   where id = $1::uuid
     and tenant_id = $2::uuid
     and revoked_at is null
     and expires_at > $3::timestamptz`;

interface Wanted {
  readonly hours: number;
  readonly reason: string;
}

/** Grants of tenants to the operators. `null` says that there is no such tenant. */
export class GrantStore {
  readonly #pool: Pool;
  readonly #writes: AdminWrites;

  constructor({ pool, writes = pool, ...options }: AdminStoreOptions) {
    this.#pool = pool;
    this.#writes = new AdminWrites({ ...options, writes });
  }

  issue(tenantId: string, { hours, reason }: Wanted, acting: Acting): Promise<Grant | 'too-many' | null> {
    return this.#writes.commit(async (tx) => {
      if ((await lockedTenant(tx, tenantId)) === null) return null;
      const grantedAt = this.#writes.now();
      const { rows } = await tx.query<{ count: number } & QueryResultRow>(COUNT, [tenantId, grantedAt]);
      if ((rows[0]?.count ?? 0) >= MOST_GRANTS) return 'too-many';
      const expiresAt = new Date(grantedAt.getTime() + hours * 3_600_000);
      const grant = { id: uuid(), tenantId, reason, grantedBy: acting.name ?? null, grantedAt, expiresAt };
      await tx.query(INSERT, [grant.id, tenantId, reason, grant.grantedBy, grantedAt, expiresAt]);
      const changes = settingsChanged(null, { expiresAt });
      const object = { type: 'grant', id: grant.id };
      await appendAct(tx, { act: 'grants.issue', tenantId, object, at: grantedAt, changes }, acting);
      return { ...grant, revokedAt: null };
    });
  }

  async list(tenantId: string, { after, limit }: Page): Promise<readonly Grant[] | null> {
    if ((await this.#pool.query(findTenant(tenantId))).rowCount === 0) return null;
    return (await this.#pool.query<Grant & QueryResultRow>(LIST, [tenantId, after, limit])).rows;
  }

  /** Those of all tenants that hold. */
  async open({ after, limit }: Page): Promise<readonly OpenGrant[]> {
    return (await this.#pool.query<OpenGrant & QueryResultRow>(OPEN, [this.#writes.now(), after, limit])).rows;
  }

  /** False: there is none that holds. */
  revoke({ tenantId, id }: { readonly tenantId: string; readonly id: string }, acting: Acting): Promise<boolean> {
    return this.#writes.commit(async (tx) => {
      const at = this.#writes.now();
      if ((await tx.query(REVOKE, [id, tenantId, at])).rowCount !== 1) return false;
      const changes = settingsChanged(null, { revokedAt: at });
      await appendAct(tx, { act: 'grants.revoke', tenantId, object: { type: 'grant', id }, at, changes }, acting);
      return true;
    }, Boolean);
  }
}

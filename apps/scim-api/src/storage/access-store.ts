import type { Pool, QueryResultRow } from 'pg';
import type { Page } from '../tenants/admin-store.js';

/** A credential that somebody could have used on a day, and for what. */
export interface Access {
  readonly kind: 'operator' | 'reader' | 'connection';
  readonly id: string;
  readonly name: string;
  /** null: an operator's, which is good for all. */
  readonly tenantId: string | null;
  readonly connectionId: string | null;
  readonly connectionName: string | null;
  readonly roles: readonly string[];
  readonly audiences: readonly string[];
  readonly issuedAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface AccessAsked {
  /** The day begins. */
  readonly from: Date;
  /** The next one does. */
  readonly to: Date;
  /** null: all. */
  readonly tenantId: string | null;
  readonly withOperators: boolean;
}

// Of nothing is there a column of when it was used for what: that is in the audit log and in the activity.
const ON_DAY = (alias: string, ends: string): string => `
     ${alias}.created_at < $2::timestamptz
     and (${alias}.revoked_at is null or ${alias}.revoked_at > $1::timestamptz)
     ${ends}
     and ($4::uuid is null or ${alias}.id > $4::uuid)`;
const UNEXPIRED = (alias: string): string =>
  `and (${alias}.expires_at is null or ${alias}.expires_at > $1::timestamptz)`;

const FIND = `
  (select 'operator' as kind, o.id, o.name, null::uuid as "tenantId", null::uuid as "connectionId",
          null::text as "connectionName", array['operator'] as roles, '{}'::text[] as audiences,
          o.created_at as "issuedAt", o.expires_at as "expiresAt", o.revoked_at as "revokedAt"
     from operator_credentials o
    where $5::boolean
      and ${ON_DAY('o', UNEXPIRED('o'))}
    order by o.id
    limit $6::int)
   union all
  (select 'reader', r.id, r.name, r.tenant_id, null, null, r.roles, r.audiences, r.created_at, null, r.revoked_at
     from readers r
    where ($3::uuid is null or r.tenant_id = $3::uuid)
      and ${ON_DAY('r', '')}
    order by r.id
    limit $6::int)
   union all
  (select 'connection', c.id, c.name, c.tenant_id, c.connection_id, n.name, '{}', '{scim}', c.created_at, c.expires_at, c.revoked_at
     from credentials c
     join connections n on n.id = c.connection_id
    where ($3::uuid is null or c.tenant_id = $3::uuid)
      and ${ON_DAY('c', UNEXPIRED('c'))}
    order by c.id
    limit $6::int)
   order by id
   limit $6::int`;

/** Who could do what on a day: of the times of issue, revocation and end that are kept of each credential. */
export class AccessStore {
  readonly #pool: Pool;

  /** @param pool of the role `admin` */
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async on({ from, to, tenantId, withOperators }: AccessAsked, { after, limit }: Page): Promise<readonly Access[]> {
    const values = [from, to, tenantId, after, withOperators, limit];
    return (await this.#pool.query<Access & QueryResultRow>(FIND, values)).rows;
  }
}

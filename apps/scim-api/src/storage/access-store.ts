import type { Pool, QueryResultRow } from 'pg';
import type { Page } from '../tenants/admin-store.js';

/** What somebody could have used on a day, and for what: a credential, or a trust that needs none. */
export interface Access {
  readonly kind: 'operator' | 'reader' | 'connection' | 'federation' | 'grant';
  readonly id: string;
  /** Of a federation the method, of a grant its reason. */
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

const METHOD_NAMES = `case t.method when 'federated' then 'Workload identity federation' else 'Tokens of Entra' end`;

// Of nothing is there a column of when it was used for what: that is in the audit log and in the activity.
const ON_DAY = (alias: string, ends: string, [began, ended] = ['created_at', 'revoked_at']): string => `
     ${alias}.${began} < $2::timestamptz
     and (${alias}.${ended} is null or ${alias}.${ended} > $1::timestamptz)
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
   union all
  (select 'federation', t.id, ${METHOD_NAMES}, t.tenant_id, t.connection_id, n.name, '{}', '{scim}', t.began_at, null, t.ended_at
     from trusted_times t
     join connections n on n.id = t.connection_id
    where ($3::uuid is null or t.tenant_id = $3::uuid)
      and ${ON_DAY('t', '', ['began_at', 'ended_at'])}
    order by t.id
    limit $6::int)
   union all
  (select 'grant', g.id, g.reason, g.tenant_id, null, null, '{operator}', '{directory,audit,activity}', g.granted_at,
          g.expires_at, g.revoked_at
     from grants g
    where ($3::uuid is null or g.tenant_id = $3::uuid)
      and ${ON_DAY('g', UNEXPIRED('g'), ['granted_at', 'revoked_at'])}
    order by g.id
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

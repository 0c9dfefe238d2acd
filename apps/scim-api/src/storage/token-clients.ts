import type { Pool, QueryResultRow } from 'pg';
import type { AccessToken, AccessTokenOf, ClientFound, ClientStore } from '../tenants/token-client.js';

/** The token endpoint's look at readers and connections, as the role `admin`. */
export class TokenClients implements ClientStore {
  readonly #pool: Pick<Pool, 'query'>;

  constructor(pool: Pick<Pool, 'query'>) {
    this.#pool = pool;
  }

  async find(clientId: string, secretHash: Buffer): Promise<ClientFound> {
    const values = [clientId, secretHash];
    const { rows } = await this.#pool.query<FoundRow>({ name: 'find-client', text: FIND, values });
    const [row] = rows;
    if (row === undefined) return { reader: null, connection: null, secret: null };
    const { reader, connection, secret_id: id, expires_at: expiresAt, revoked_at: revokedAt } = row;
    return { reader, connection, secret: id === null ? null : { id, expiresAt, revokedAt } };
  }

  async issueAccessToken({ connectionId, credentialId, method, lifetime }: AccessTokenOf): Promise<AccessToken | null> {
    const values = [connectionId, credentialId, method, lifetime];
    const { rows } = await this.#pool.query<{ token: string | null; seconds: number }>({
      name: 'issue-access-token',
      text: ISSUE,
      values,
    });
    const [{ token, seconds } = NONE] = rows;
    return token === null ? null : { token, seconds };
  }
}

const NONE = { token: null, seconds: 0 };

interface FoundRow extends QueryResultRow {
  readonly reader: ClientFound['reader'];
  readonly connection: ClientFound['connection'];
  readonly secret_id: string | null;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
}

// The indexes compare ids and hashes of what was sent: how long that takes tells nothing about a secret. The same look-ups are
// made for every client, so that nor does it tell which there are.
const FIND = `
  select case when r.id is not null
              then json_build_object('id', r.id, 'tenantId', r.tenant_id, 'audiences', r.audiences, 'roles', r.roles,
                                     'given', coalesce(r.given_audiences, r.audiences), 'scopes', r.scopes,
                                     'tokenLifetime', r.token_lifetime) end as reader,
         case when n.id is not null
              then json_build_object('id', n.id, 'tenantId', n.tenant_id, 'methods',
                     json_build_object('token', 'token' = any (n.methods),
                                       'clientSecret', 'clientSecret' = any (n.methods),
                                       'federated', 'federated' = any (n.methods),
                                       'entraToken', 'entraToken' = any (n.methods)),
                     'federation', n.federation) end as connection,
         c.id as secret_id, c.expires_at, c.revoked_at
    from (values ($1::uuid, $2::bytea)) as asked (client_id, secret_hash)
    left join readers r on r.id = asked.client_id
                       and r.secret_hash = asked.secret_hash
                       and r.revoked_at is null
                       and r.tenant_id in (select t.id from tenants t where t.suspended_at is null)
    left join connections n on n.id = asked.client_id
                           and n.tenant_id in (select t.id from tenants t where t.suspended_at is null)
    left join credentials c on c.token_hash = asked.secret_hash
                           and c.connection_id = n.id
                           and c.method = 'clientSecret'`;

// By one clock, and one moment of it: what is said of the token's end is what the function keeps.
const ISSUE = `
  select issue_access_token($1::uuid, $2::uuid, $3::text, $4::int) as token,
         floor(extract(epoch from least(make_interval(secs => $4::int), (select c.expires_at - now()
                                                                           from credentials c
                                                                          where c.id = $2::uuid))))::int as seconds`;

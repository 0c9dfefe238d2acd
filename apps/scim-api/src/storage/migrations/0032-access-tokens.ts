import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';

/**
 * Access tokens of connections: opaque, a hash and an expiry. They are found as credentials are, by the same function, so that
 * what is turned off or revoked ends them wherever they are used. The admin API's role has them made, and can do nothing else.
 */
export const AccessTokens0032 = migration('AccessTokens1764000000032', () => [
  ...TABLE,
  ISSUE,
  ...METHOD_OFF,
  FIND,
  ...RIGHTS,
]);

/** Of one connection; an honest client has a few. */
const MOST = 1_000;

const TABLE = [
  `create table access_tokens (
     token_hash bytea primary key,
     tenant_id uuid not null references tenants,
     connection_id uuid not null references connections,
     credential_id uuid references credentials,
     method text not null check (method in ('clientSecret', 'federated')),
     created_at timestamptz(3) not null,
     expires_at timestamptz(3) not null,
     check ((method = 'clientSecret') = (credential_id is not null))
   )`,
  `create index access_tokens_connection on access_tokens (connection_id, expires_at)`,
  `alter table access_tokens enable row level security`,
];

// The connection's row is locked against a change: a method that is being turned off either sees the token, or stops it. What
// has expired goes, and of more than the most whatever ends first. Null: the method is off, or the credential is revoked.
const ISSUE = `
  create function issue_access_token(of_connection uuid, by_credential uuid, by_method text, lifetime integer)
    returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
    as $$
    declare
      secret text := public.new_secret('rca_');
      owner uuid;
    begin
      select c.tenant_id into owner
        from public.connections c
       where c.id = of_connection
         and by_method = any (c.methods)
         for share;
      if owner is null then return null; end if;
      perform 1
         from public.credentials c
        where c.id = by_credential
          and c.connection_id = of_connection
          and c.method = by_method
          and c.revoked_at is null;
      if by_credential is not null and not found then return null; end if;
      delete from public.access_tokens t
       where t.connection_id = of_connection
         and t.expires_at <= now();
      delete from public.access_tokens t
       where t.token_hash in (select o.token_hash
                                from public.access_tokens o
                               where o.connection_id = of_connection
                               order by o.expires_at desc
                              offset ${MOST - 1});
      insert into public.access_tokens values (sha256(convert_to(secret, 'UTF8')), owner, of_connection, by_credential,
                                               by_method, now(), now() + make_interval(secs => lifetime));
      return secret;
    end
    $$`;

const METHOD_OFF = [
  `create function end_access_tokens()
     returns trigger
     language plpgsql security definer set search_path = pg_catalog, pg_temp
     as $$
     begin
       delete from public.access_tokens t
        where t.connection_id = new.id
          and t.method <> all (new.methods);
       return null;
     end
     $$`,
  `create trigger connections_end_access_tokens after update of methods on connections for each row
     when (not old.methods <@ new.methods)
     execute function end_access_tokens()`,
];

// The connection stands in for the credential of a token that came without one.
const FIND = `
  create or replace function find_credential(hash bytea)
    returns table (credential_id uuid, connection_id uuid, tenant_id uuid, tolerance text, inactive_duplicate text,
                   rate_per_second integer, rate_burst integer, unknown_attributes text, expires_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public
    as $$
      select f.id, n.id, n.tenant_id, n.tolerance, n.inactive_duplicate,
             n.rate_per_second, n.rate_burst, t.unknown_attributes, f.expires_at
        from (select c.id, c.connection_id, c.method, c.expires_at
                from public.credentials c
               where c.token_hash = hash
                 and c.method = 'token'
                 and c.revoked_at is null
               union all
              select coalesce(a.credential_id, a.connection_id), a.connection_id, a.method, a.expires_at
                from public.access_tokens a
                left join public.credentials s on s.id = a.credential_id
               where a.token_hash = hash
                 and s.revoked_at is null) f
        join public.connections n on n.id = f.connection_id
        join public.tenants t on t.id = n.tenant_id
       where f.method = any (n.methods)
         and (f.expires_at is null or f.expires_at > now())
    $$`;

const ISSUING = 'issue_access_token(uuid, uuid, text, integer)';
const RIGHTS = [
  `revoke all on function ${ISSUING}, end_access_tokens() from public`,
  `grant execute on function ${ISSUING} to ${ADMIN}`,
];

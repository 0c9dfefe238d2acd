import { migration } from '#postgres';

/** An access token ends with the secret that it was got by at the latest; those that were issued before it, too. */
export const EndTokensWithSecrets0120 = migration('EndTokensWithSecrets1764000000120', () => [ISSUE, FIND, FIND_DEAD]);

/** As migration 0032 has it. */
const MOST = 1_000;

// As migration 0032 has it, but for the secret's end.
const ISSUE = `
  create or replace function issue_access_token(of_connection uuid, by_credential uuid, by_method text, lifetime integer)
    returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
    as $$
    declare
      secret text := public.new_secret('rca_');
      owner uuid;
      secret_ends timestamptz;
    begin
      select c.tenant_id into owner
        from public.connections c
       where c.id = of_connection
         and by_method = any (c.methods)
         for share;
      if owner is null then return null; end if;
      select c.expires_at into secret_ends
        from public.credentials c
       where c.id = by_credential
         and c.connection_id = of_connection
         and c.method = by_method
         and c.revoked_at is null
         and (c.expires_at is null or c.expires_at > now());
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
                                               by_method, now(),
                                               least(now() + make_interval(secs => lifetime), secret_ends));
      return secret;
    end
    $$`;

// As migration 0032 has it, but for the secret's end.
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
              select coalesce(a.credential_id, a.connection_id), a.connection_id, a.method,
                     least(a.expires_at, s.expires_at)
                from public.access_tokens a
                left join public.credentials s on s.id = a.credential_id
               where a.token_hash = hash
                 and s.revoked_at is null) f
        join public.connections n on n.id = f.connection_id
        join public.tenants t on t.id = n.tenant_id
       where f.method = any (n.methods)
         and (f.expires_at is null or f.expires_at > now())
    $$`;

// As migration 0034 has it, but for tokens whose secret has expired.
const FIND_DEAD = `
  create or replace function dead_bearer(hash bytea, begins text)
    returns table (connection_id uuid, credential_id uuid, method text, reason text)
    language sql stable security definer set search_path = pg_catalog, pg_temp
    as $$
      select f.connection_id, f.credential_id, f.method,
             case when f.reason is null and not f.method = any (n.methods) then 'method_off' else f.reason end
        from (select 1 as place, c.connection_id, c.id as credential_id, c.method,
                     case when c.revoked_at is not null then 'secret_revoked'
                          when c.expires_at <= now() then 'secret_expired'
                          when c.method <> 'token' then 'secret_as_token' end as reason
                from public.credentials c
               where c.token_hash = hash
               union all
              select 2, a.connection_id, a.credential_id, a.method,
                     case when s.revoked_at is not null then 'secret_revoked'
                          when s.expires_at <= now() then 'secret_expired'
                          when a.expires_at <= now() then 'access_token_expired' end
                from public.access_tokens a
                left join public.credentials s on s.id = a.credential_id
               where a.token_hash = hash
               union all
              (select 3, c.connection_id, null, c.method, 'secret_wrong'
                 from public.credentials c
                where c.prefix = begins
                order by c.revoked_at desc nulls first
                limit 1)) f
        join public.connections n on n.id = f.connection_id
       order by f.place
       limit 1
    $$`;

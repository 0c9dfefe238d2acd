import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';
const SCIM = 'rollcall_scim';

/**
 * How the client of a connection may prove who it is, and what is known of each of its credentials. Credentials of earlier
 * releases are tokens; those without expiry stay so. What reads and writes by the functions of the release before goes on.
 */
export const ConnectionMethods0031 = migration('ConnectionMethods1764000000031', () => [
  ...CONNECTIONS,
  ...CREDENTIALS,
  ISSUE,
  NOTE_USE,
  FIND,
  ...RIGHTS,
]);

const CONNECTIONS = [
  `alter table connections
     add column methods text[] not null default '{token,clientSecret}'
       check (methods <@ '{token,clientSecret,federated,entraToken}'::text[])`,
  `grant update (methods) on connections to ${ADMIN}`,
];

const CREDENTIALS = [
  `alter table credentials
     add column method text not null default 'token' check (method in ('token', 'clientSecret')),
     add column name text,
     add column issuer_type text not null default 'operator',
     add column issuer_name text,
     add column last_used_from text`,
  `update credentials set name = 'Token of ' || to_char(created_at at time zone 'UTC', 'YYYY-MM-DD')`,
  `alter table credentials alter column name set default 'Token', alter column name set not null`,
];

// The tenant is the connection's own, as in migration 0026.
const ISSUE = `
  create function issue_credential(credential uuid, of_connection uuid, by_method text, called text,
                                   issued_at timestamptz, valid_until timestamptz, issuer text, issuer_called text)
    returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
    as $$
    declare
      secret text := public.new_secret(case by_method when 'token' then 'rcs_' else 'rcc_' end);
    begin
      insert into public.credentials (id, tenant_id, connection_id, token_hash, method, name, created_at, expires_at,
                                      issuer_type, issuer_name)
      select credential, c.tenant_id, c.id, sha256(convert_to(secret, 'UTF8')), by_method, called, issued_at, valid_until,
             issuer, issuer_called
        from public.connections c
       where c.id = of_connection;
      if not found then raise foreign_key_violation using message = 'there is no such connection'; end if;
      return secret;
    end
    $$`;

const NOTE_USE = `
  create function note_credential_use(used uuid, from_network text)
    returns void
    language sql security definer set search_path = pg_catalog, public
    as $$
      update public.credentials
         set last_used_at = now(), last_used_from = from_network
       where id = used
         and (last_used_at is null or last_used_at < now())
    $$`;

// As migration 0002 has it, but for the method.
const FIND = `
  create or replace function find_credential(hash bytea)
    returns table (credential_id uuid, connection_id uuid, tenant_id uuid, tolerance text, inactive_duplicate text,
                   rate_per_second integer, rate_burst integer, unknown_attributes text, expires_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public
    as $$
      select c.id, c.connection_id, c.tenant_id, n.tolerance, n.inactive_duplicate,
             n.rate_per_second, n.rate_burst, t.unknown_attributes, c.expires_at
        from public.credentials c
        join public.connections n on n.id = c.connection_id
        join public.tenants t on t.id = c.tenant_id
       where c.token_hash = hash
         and c.method = 'token'
         and 'token' = any (n.methods)
         and c.revoked_at is null
         and (c.expires_at is null or c.expires_at > now())
    $$`;

const ISSUING = 'issue_credential(uuid, uuid, text, text, timestamptz, timestamptz, text, text)';
const RIGHTS = [
  `revoke all on function ${ISSUING}, note_credential_use(uuid, text) from public`,
  `grant execute on function ${ISSUING} to ${ADMIN}`,
  `grant execute on function note_credential_use(uuid, text) to ${SCIM}`,
];

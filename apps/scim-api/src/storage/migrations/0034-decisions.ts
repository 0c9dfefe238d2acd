import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';

/** The last of a connection; and as many clients that nobody knows. */
export const KEPT_DECISIONS = 50;

/** `rcs_` and six more: 220 of the 256 bits of a token are in what follows. */
export const PREFIX_LENGTH = 10;

/**
 * What was decided of each client, and why: for whoever has set it up. It holds no secret. A bearer that opens nothing is its
 * tenant's by what is left of a credential: its hash, or how it begins.
 */
export const Decisions0034 = migration('Decisions1764000000034', () => [
  ...TABLES,
  `alter table credentials add column prefix text`,
  `create index credentials_prefix on credentials (prefix) where prefix is not null`,
  ISSUE,
  FIND_DEAD,
  NOTE,
  `revoke all on function dead_bearer(bytea, text), note_decisions(jsonb) from public`,
  `grant execute on function note_decisions(jsonb) to ${ADMIN}`,
]);

const TABLES = [
  `create table decisions (
     id uuid primary key,
     tenant_id uuid not null references tenants,
     connection_id uuid not null references connections,
     credential_id uuid references credentials,
     at timestamptz(3) not null,
     method text not null,
     reason text,
     expected text,
     received text,
     network text not null
   )`,
  `create index decisions_connection on decisions (connection_id, id)`,
  // '' is a client without an id: a bearer, or one whose id is none.
  `create table unknown_clients (
     client text not null,
     method text not null,
     network text not null,
     count bigint not null,
     first_at timestamptz(3) not null,
     last_at timestamptz(3) not null,
     primary key (client, method, network)
   )`,
  ...['decisions', 'unknown_clients'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_admin on ${table} to ${ADMIN} using (true) with check (true)`,
    `grant select on ${table} to ${ADMIN}`,
  ]),
];

// As migration 0031 has it, but for how the secret begins.
const ISSUE = `
  create or replace function issue_credential(credential uuid, of_connection uuid, by_method text, called text,
                                              issued_at timestamptz, valid_until timestamptz, issuer text, issuer_called text)
    returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
    as $$
    declare
      secret text := public.new_secret(case by_method when 'token' then 'rcs_' else 'rcc_' end);
    begin
      insert into public.credentials (id, tenant_id, connection_id, token_hash, method, name, created_at, expires_at,
                                      issuer_type, issuer_name, prefix)
      select credential, c.tenant_id, c.id, sha256(convert_to(secret, 'UTF8')), by_method, called, issued_at, valid_until,
             issuer, issuer_called, left(secret, ${PREFIX_LENGTH})
        from public.connections c
       where c.id = of_connection;
      if not found then raise foreign_key_violation using message = 'there is no such connection'; end if;
      return secret;
    end
    $$`;

// Without a row: nobody knows it. A reason of null: it is good by now.
const FIND_DEAD = `
  create function dead_bearer(hash bytea, begins text)
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

// One at a time: what two of them count or remove at once is no reason to wait for each other. A connection that is not there
// any more has no decisions, and a bearer that is good by now is none.
const NOTE = `
  create function note_decisions(noted jsonb)
    returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
    as $$
    declare
      touched uuid[];
    begin
      perform pg_advisory_xact_lock(hashtext('rollcall decisions'));
      with decided as materialized (
        select d.id, d.at, coalesce(d.client, '') as client, d.network, d.expected, d.received,
               coalesce(b.connection_id, d."connectionId") as connection_id,
               coalesce(b.credential_id, d."credentialId") as credential_id,
               coalesce(b.method, d.method) as method,
               case when b.connection_id is null then d.reason else b.reason end as reason,
               b.connection_id is not null and b.reason is null as is_good
          from jsonb_to_recordset(noted) as d (id uuid, "connectionId" uuid, "credentialId" uuid, at timestamptz, method text, reason text,
                                               client text, expected text, received text, network text, hash text,
                                               begins text)
          left join lateral public.dead_bearer(decode(d.hash, 'hex'), d.begins) b on d."connectionId" is null
      ), of_connections as (
        insert into public.decisions (id, tenant_id, connection_id, credential_id, at, method, reason, expected, received, network)
        select d.id, c.tenant_id, c.id, d.credential_id, d.at, d.method, d.reason, d.expected, d.received, d.network
          from decided d
          join public.connections c on c.id = d.connection_id
         where not d.is_good
        returning connection_id
      ), of_nobody as (
        insert into public.unknown_clients as u (client, method, network, count, first_at, last_at)
        select d.client, d.method, d.network, count(*), min(d.at), max(d.at)
          from decided d
         where d.connection_id is null
         group by d.client, d.method, d.network
            on conflict (client, method, network) do update
           set count = u.count + excluded.count,
               last_at = greatest(u.last_at, excluded.last_at)
      )
      select array_agg(distinct o.connection_id) into touched from of_connections o;
      delete from public.decisions t
       where t.id in (select r.id
                        from (select o.id, row_number() over (partition by o.connection_id order by o.id desc) as place
                                from public.decisions o
                               where o.connection_id = any (touched)) r
                       where r.place > ${KEPT_DECISIONS});
      delete from public.unknown_clients t
       using (select u.client, u.method, u.network
                from public.unknown_clients u
               order by u.last_at desc, u.client, u.method, u.network
              offset ${KEPT_DECISIONS}) o
       where (t.client, t.method, t.network) = (o.client, o.method, o.network);
    end
    $$`;

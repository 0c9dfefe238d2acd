import { createOutbox } from '#outbox';
import { migration } from '#postgres';

const SCIM = 'rollcall_scim';
const ADMIN = 'rollcall_admin';
const RELAY = 'rollcall_relay';

// No scope shows no rows: the setting is missing or empty then, and null equals nothing.
const OF_TENANT = `tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid`;

/** Tables of tenants and of what belongs to them, resources, and the outbox. */
export const CreateScim0001 = migration('CreateScim1764000000001', () => [
  ...TENANTS,
  ...USERS,
  ...GROUPS,
  ...createOutbox({ writer: [SCIM, ADMIN], relay: RELAY }),
]);

const TENANTS = [
  `create table tenants (
     id uuid primary key,
     name text not null,
     notification_address text,
     version integer not null,
     created_at timestamptz(3) not null,
     changed_at timestamptz(3) not null
   )`,
  `create table connections (
     id uuid primary key,
     tenant_id uuid not null references tenants,
     name text not null,
     tolerance text not null check (tolerance in ('tolerant', 'strict')),
     created_at timestamptz(3) not null
   )`,
  `create index connections_tenant on connections (tenant_id, id)`,
  `create table credentials (
     id uuid primary key,
     tenant_id uuid not null references tenants,
     connection_id uuid not null references connections,
     token_hash bytea not null unique,
     created_at timestamptz(3) not null,
     expires_at timestamptz(3),
     revoked_at timestamptz(3),
     last_used_at timestamptz(3)
   )`,
  `create index credentials_connection on credentials (connection_id, id)`,
  `create table readers (
     id uuid primary key,
     tenant_id uuid not null references tenants,
     name text not null,
     secret_hash bytea not null unique,
     audiences text[] not null,
     token_lifetime integer not null,
     created_at timestamptz(3) not null,
     revoked_at timestamptz(3)
   )`,
  `create index readers_tenant on readers (tenant_id, id)`,
  `create table signing_keys (
     kid text primary key,
     private_jwk jsonb not null,
     created_at timestamptz(3) not null
   )`,
  ...['tenants', 'connections', 'credentials', 'readers'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_admin on ${table} to ${ADMIN} using (true) with check (true)`,
    `grant select, insert, update on ${table} to ${ADMIN}`,
  ]),
  `grant select, insert on signing_keys to ${ADMIN}`,
  // Before the credential is known there is no tenant to scope to: this function, and nothing else, looks across.
  `create function find_credential(hash bytea)
     returns table (credential_id uuid, connection_id uuid, tenant_id uuid, tolerance text, expires_at timestamptz)
     language sql stable security definer set search_path = pg_catalog, public
     as $$
       select c.id, c.connection_id, c.tenant_id, n.tolerance, c.expires_at
         from public.credentials c
         join public.connections n on n.id = c.connection_id
        where c.token_hash = hash
          and c.revoked_at is null
          and (c.expires_at is null or c.expires_at > now())
     $$`,
  `revoke all on function find_credential(bytea) from public`,
  `grant execute on function find_credential(bytea) to ${SCIM}`,
];

// `attributes` is the canonical JSON as text: it is only ever written and read whole. What is searched stands beside it,
// normalised, in columns: under row-level security only leakproof conditions use an index, and equality of text is
// leakproof while lower() and the operators of jsonb are not. No foreign keys between these tables: each would look up
// or lock another row for each row that is written, and the statements that write them are few (statements/).
const USERS = [
  `create table users (
     id uuid primary key,
     tenant_id uuid not null,
     version integer not null,
     active boolean not null,
     created timestamptz(3) not null,
     last_modified timestamptz(3) not null,
     user_name_key text not null,
     external_id text,
     work_email_key text,
     manager_id text,
     attributes text not null
   ) with (fillfactor = 85)`,
  `create unique index users_user_name on users (tenant_id, user_name_key)`,
  `create index users_external_id on users (tenant_id, external_id) where external_id is not null`,
  `create index users_work_email on users (tenant_id, work_email_key) where work_email_key is not null`,
  `create index users_page on users (tenant_id, id)`,
  // Addresses beyond the first of type "work", which is a column: most people have one. One index serves the search and
  // the removal, because what a user had is known when it changes.
  `create table user_emails (
     tenant_id uuid not null,
     email_key text not null,
     user_id uuid not null,
     type_key text not null,
     primary key (tenant_id, email_key, user_id, type_key)
   )`,
  ...['users', 'user_emails'].flatMap(ownTenantOnly),
];

const GROUPS = [
  `create table groups (
     id uuid primary key,
     tenant_id uuid not null,
     version integer not null,
     created timestamptz(3) not null,
     last_modified timestamptz(3) not null,
     display_name_key text not null,
     external_id text,
     attributes text not null
   )`,
  `create unique index groups_display_name on groups (tenant_id, display_name_key)`,
  `create index groups_external_id on groups (tenant_id, external_id) where external_id is not null`,
  `create index groups_page on groups (tenant_id, id)`,
  `create table group_members (
     group_id uuid not null,
     member_id uuid not null,
     tenant_id uuid not null,
     member_type text not null check (member_type in ('User', 'Group')),
     primary key (group_id, member_id)
   )`,
  `create index group_members_member on group_members (tenant_id, member_id)`,
  ...['groups', 'group_members'].flatMap(ownTenantOnly),
];

function ownTenantOnly(table: string): string[] {
  return [
    `alter table ${table} enable row level security`,
    `create policy ${table}_tenant on ${table} to ${SCIM} using (${OF_TENANT}) with check (${OF_TENANT})`,
    `grant select, insert, update, delete on ${table} to ${SCIM}`,
  ];
}

import { migration } from '#postgres';

const ROLE = 'rollcall_console';
const OF_TENANT = `tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid`;

/** What SAML keeps: whose certificates sign for a tenant, which assertions were used, and whom Entra means when it says who signs out. */
export const Saml0004 = migration('Saml1764000000004', () => [
  `create table saml_metadata (
     tenant_id uuid primary key references sign_on on delete cascade,
     url text not null,
     entity_id text,
     certificates jsonb not null default '[]',
     read_at timestamptz(3),
     tried_at timestamptz(3) not null,
     fault text
   )`,
  `create table saml_reminders (
     tenant_id uuid not null references sign_on on delete cascade,
     fingerprint text not null,
     days integer not null,
     told_at timestamptz(3) not null default now(),
     primary key (tenant_id, fingerprint, days)
   )`,
  // A name may be a mail address: its hash alone.
  `create table saml_names (
     tenant_id uuid not null references sign_on on delete cascade,
     name_hash bytea not null,
     subject text collate "C" not null,
     seen_at timestamptz(3) not null default now(),
     primary key (tenant_id, name_hash)
   )`,
  // Of nobody: an assertion that was used is used no second time, at no replica.
  `create table used_assertions (
     hash bytea primary key,
     expires_at timestamptz(3) not null
   )`,
  ...['saml_metadata', 'saml_reminders', 'saml_names'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy tenant on ${table} to ${ROLE} using (${OF_TENANT}) with check (${OF_TENANT})`,
    `grant select, insert, update, delete on ${table} to ${ROLE}`,
  ]),
  `alter table used_assertions enable row level security`,
  `create policy everybody on used_assertions to ${ROLE} using (true) with check (true)`,
  `grant insert on used_assertions to ${ROLE}`,
  DUE,
  TENANTS_OF_ENTRA,
  PRUNE,
  ...['due_saml_metadata(interval)', 'saml_tenants(uuid)', 'prune_saml()'].flatMap((name) => [
    `revoke all on function ${name} from public`,
    `grant execute on function ${name} to ${ROLE}`,
  ]),
]);

/** Of all tenants that have SAML set up, a hundred at a time. */
const DUE = `
  create function due_saml_metadata(every interval)
    returns table (tenant_id uuid)
    language sql stable security definer set search_path = public, pg_temp
    as $$
      select s.tenant_id
        from sign_on_methods s
        left join saml_metadata m on m.tenant_id = s.tenant_id
       where s.method = 'saml'
         and (m.tried_at is null or m.tried_at <= now() - every)
       order by m.tried_at nulls first, s.tenant_id
       limit 100
    $$`;

/** Which tenants a tenant of Entra may vouch for: it does not say which it means where nobody asked it. */
const TENANTS_OF_ENTRA = `
  create function saml_tenants(of_tid uuid)
    returns table (tenant_id uuid)
    language sql stable security definer set search_path = public, pg_temp
    as $$
      select tenant_id
        from sign_on_methods
       where method = 'saml'
         and tid = of_tid
         and is_on
       order by tenant_id
       limit 10
    $$`;

/** Sessions last eight hours; names are needed no longer. */
const PRUNE = `
  create function prune_saml()
    returns void
    language sql security definer set search_path = public, pg_temp
    as $$
      delete from used_assertions where expires_at <= now();
      delete from saml_names where seen_at <= now() - interval '1 day';
      delete from saml_reminders where told_at <= now() - interval '400 days';
    $$`;

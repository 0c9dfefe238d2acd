import { migration } from '#postgres';

const ROLE = 'rollcall_console';
const OF_TENANT = `tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid`;

/** Who comes with Entra: the settings of each tenant, and what says that a login was used. */
export const SignOn0003 = migration('SignOn1764000000003', () => [
  `create table sign_on (
     tenant_id uuid primary key,
     employees boolean not null default false,
     enforced_at timestamptz(3),
     enforced_by uuid,
     constraint sign_on_enforced check ((enforced_at is null) = (enforced_by is null))
   )`,
  `create table sign_on_methods (
     tenant_id uuid not null references sign_on on delete cascade,
     method text not null,
     is_on boolean not null,
     cloud text not null,
     tid uuid not null,
     app_id uuid not null,
     secret bytea,
     secret_expires_at timestamptz(3),
     idp_initiated boolean not null default false,
     tested_at timestamptz(3),
     tested_by uuid,
     tested_roles text[] not null default '{}',
     primary key (tenant_id, method),
     constraint sign_on_methods_method check (method in ('oidc', 'saml'))
   )`,
  // Of nobody: a login that was used is used no second time, at no replica.
  `create table used_logins (
     hash bytea primary key,
     expires_at timestamptz(3) not null
   )`,
  `alter table accounts add column emergency boolean not null default false`,
  // One account, by whichever method somebody comes.
  `create unique index accounts_of_entra on accounts (tenant_id, subject) where kind in ('oidc', 'saml')`,
  `alter table sessions add column sid text collate "C"`,
  `create index sessions_by_sid on sessions (sid) where sid is not null`,
  ...['sign_on', 'sign_on_methods'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy tenant on ${table} to ${ROLE} using (${OF_TENANT}) with check (${OF_TENANT})`,
    `grant select, insert, update, delete on ${table} to ${ROLE}`,
  ]),
  `alter table used_logins enable row level security`,
  `create policy everybody on used_logins to ${ROLE} using (true) with check (true)`,
  `grant insert on used_logins to ${ROLE}`,
  SESSIONS_OF_SID,
  `revoke all on function sessions_of_sid(text) from public`,
  `grant execute on function sessions_of_sid(text) to ${ROLE}`,
  TENANTS,
  PRUNE,
]);

/** Entra names a session by its own id, and says nothing of whose it is here. */
const SESSIONS_OF_SID = `
  create function sessions_of_sid(of_sid text)
    returns table (id uuid, tenant_id uuid, account_id uuid, subject text)
    language sql stable security definer set search_path = public, pg_temp
    as $$
      select s.id, s.tenant_id, s.account_id, a.subject
        from sessions s
        join accounts a on a.id = s.account_id
       where s.sid = of_sid
       limit 100
    $$`;

const TENANTS = `
  create or replace function account_tenants(after uuid)
    returns table (tenant_id uuid)
    language sql stable security definer set search_path = public, pg_temp
    as $$
      select tenant_id from accounts where tenant_id > after
       union
      select tenant_id from setup_links where tenant_id > after
       union
      select tenant_id from sign_on where tenant_id > after
       order by 1
       limit 1000
    $$`;

const PRUNE = `
  create or replace function prune_accounts(idle interval, keep interval)
    returns void
    language sql security definer set search_path = public, pg_temp
    as $$
      delete from sessions where seen_at <= now() - idle or ends_at <= now();
      delete from accounts where last_sign_in_at <= now() - keep;
      delete from used_challenges where expires_at <= now();
      delete from used_logins where expires_at <= now();
      delete from setup_links where expires_at <= now() - interval '30 days';
    $$`;

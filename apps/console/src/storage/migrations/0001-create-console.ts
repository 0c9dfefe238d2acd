import { createOutbox, signInTable } from '#outbox';
import { migration } from '#postgres';

const ROLE = 'rollcall_console';
const OF_TENANT = `tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid`;

/** Accounts and their sessions by tenant. A session is found by its hash before it is known whose it is: by functions of the owner. */
export const CreateConsole0001 = migration('CreateConsole1764000000001', () => [
  `create table accounts (
     id uuid primary key,
     tenant_id uuid not null,
     kind text not null,
     subject text collate "C" not null,
     name text not null,
     roles text[] not null,
     locale text,
     theme text,
     created_at timestamptz(3) not null default now(),
     last_sign_in_at timestamptz(3) not null default now(),
     constraint accounts_subject unique (tenant_id, kind, subject)
   )`,
  `create index accounts_by_sign_in on accounts (last_sign_in_at)`,
  `create table sessions (
     id uuid primary key,
     token_hash bytea not null,
     tenant_id uuid not null,
     account_id uuid not null references accounts on delete cascade,
     methods text[] not null,
     address text,
     auth_time timestamptz(3) not null default now(),
     seen_at timestamptz(3) not null default now(),
     ends_at timestamptz(3) not null,
     constraint sessions_token unique (token_hash)
   )`,
  `create index sessions_by_account on sessions (account_id, auth_time)`,
  `create index sessions_by_tenant on sessions (tenant_id)`,
  ...['accounts', 'sessions'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy tenant on ${table} to ${ROLE} using (${OF_TENANT}) with check (${OF_TENANT})`,
    `grant select, insert, update, delete on ${table} to ${ROLE}`,
  ]),
  `grant select on public.migrations to ${ROLE}`,
  FIND_SESSION,
  PRUNE,
  ...['find_session(bytea, interval)', 'prune_accounts(interval, interval)'].flatMap((name) => [
    `revoke all on function ${name} from public`,
    `grant execute on function ${name} to ${ROLE}`,
  ]),
  ...createOutbox({ writer: ROLE, relay: ROLE }),
  ...signInTable({ writer: ROLE }),
]);

/** Whose it is, while it holds; that it was used is written once a minute, which idleness is measured by. */
const FIND_SESSION = `
  create function find_session(hash bytea, idle interval)
    returns table (
      id uuid, methods text[], address text, auth_time timestamptz, ends_at timestamptz,
      account_id uuid, tenant_id uuid, kind text, name text, roles text[], locale text, theme text)
    language sql security definer set search_path = public, pg_temp
    as $$
      with used as (
        update sessions
           set seen_at = now()
         where token_hash = hash
           and seen_at between now() - idle and now() - interval '1 minute'
           and ends_at > now()
        returning 1)
      select s.id, s.methods, s.address, s.auth_time, s.ends_at,
             a.id, a.tenant_id, a.kind, a.name, a.roles, a.locale, a.theme
        from sessions s
        join accounts a on a.id = s.account_id
       where s.token_hash = hash
         and s.seen_at > now() - idle
         and s.ends_at > now()
    $$`;

/** Sessions that have ended, of all tenants, and accounts that nobody has used for so long. */
const PRUNE = `
  create function prune_accounts(idle interval, keep interval)
    returns void
    language sql security definer set search_path = public, pg_temp
    as $$
      delete from sessions where seen_at <= now() - idle or ends_at <= now();
      delete from accounts where last_sign_in_at <= now() - keep;
    $$`;

import { migration } from '#postgres';

const ROLE = 'rollcall_console';
const OF_TENANT = `tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid`;

/** Who comes without an identity provider: by a link that makes an account, once, and then by passkeys. */
export const Passkeys0002 = migration('Passkeys1764000000002', () => [
  `create table setup_links (
     id uuid primary key,
     secret_hash bytea not null,
     tenant_id uuid not null,
     roles text[] not null,
     made_by uuid,
     made_at timestamptz(3) not null default now(),
     expires_at timestamptz(3) not null,
     browser_hash bytea,
     used_at timestamptz(3),
     constraint setup_links_secret unique (secret_hash)
   )`,
  `create index setup_links_by_tenant on setup_links (tenant_id, made_at)`,
  `create table passkeys (
     id text collate "C" primary key,
     tenant_id uuid not null,
     account_id uuid not null references accounts on delete cascade,
     public_key bytea not null,
     counter bigint not null,
     transports text[] not null,
     made_at timestamptz(3) not null default now(),
     last_used_at timestamptz(3)
   )`,
  `create index passkeys_by_account on passkeys (account_id)`,
  // Of nobody: a challenge that was answered is answered no second time, at no replica.
  `create table used_challenges (
     hash bytea primary key,
     expires_at timestamptz(3) not null
   )`,
  ...['setup_links', 'passkeys'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy tenant on ${table} to ${ROLE} using (${OF_TENANT}) with check (${OF_TENANT})`,
    `grant select, insert, update, delete on ${table} to ${ROLE}`,
  ]),
  `alter table used_challenges enable row level security`,
  `create policy everybody on used_challenges to ${ROLE} using (true) with check (true)`,
  `grant insert on used_challenges to ${ROLE}`,
  FIND_LINK,
  FIND_PASSKEY,
  TENANTS,
  PRUNE,
  ...['find_setup_link(bytea)', 'find_passkey(text)', 'account_tenants(uuid)'].flatMap((name) => [
    `revoke all on function ${name} from public`,
    `grant execute on function ${name} to ${ROLE}`,
  ]),
]);

/** While it can be used. */
const FIND_LINK = `
  create function find_setup_link(hash bytea)
    returns table (id uuid, tenant_id uuid, roles text[], expires_at timestamptz, browser_hash bytea)
    language sql stable security definer set search_path = public, pg_temp
    as $$
      select l.id, l.tenant_id, l.roles, l.expires_at, l.browser_hash
        from setup_links l
       where l.secret_hash = hash
         and l.used_at is null
         and l.expires_at > now()
    $$`;

const FIND_PASSKEY = `
  create function find_passkey(of_credential text)
    returns table (
      public_key bytea, counter bigint, transports text[],
      account_id uuid, tenant_id uuid, subject text, name text, roles text[])
    language sql stable security definer set search_path = public, pg_temp
    as $$
      select p.public_key, p.counter, p.transports, a.id, a.tenant_id, a.subject, a.name, a.roles
        from passkeys p
        join accounts a on a.id = p.account_id
       where p.id = of_credential
    $$`;

/** Of which there is anybody here, a thousand at a time. */
const TENANTS = `
  create function account_tenants(after uuid)
    returns table (tenant_id uuid)
    language sql stable security definer set search_path = public, pg_temp
    as $$
      select tenant_id from accounts where tenant_id > after
       union
      select tenant_id from setup_links where tenant_id > after
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
      delete from setup_links where expires_at <= now() - interval '30 days';
    $$`;

import { migration } from '#postgres';

const ROLE = 'rollcall_console';
const OF_TENANT = `tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid`;

/** What was told of the end of client secrets, and of the certificate of the installation's own app, which is no tenant's. */
export const Ends0011 = migration('Ends1764000000011', () => [
  `create table secret_reminders (
     tenant_id uuid not null references sign_on on delete cascade,
     app_id uuid not null,
     expires_at timestamptz(3) not null,
     days integer not null,
     told_at timestamptz(3) not null default now(),
     primary key (tenant_id, app_id, expires_at, days)
   )`,
  `create table own_app_reminders (
     fingerprint text not null,
     days integer not null,
     told_at timestamptz(3) not null default now(),
     primary key (fingerprint, days)
   )`,
  `alter table secret_reminders enable row level security`,
  `create policy tenant on secret_reminders to ${ROLE} using (${OF_TENANT}) with check (${OF_TENANT})`,
  `alter table own_app_reminders enable row level security`,
  `create policy everybody on own_app_reminders to ${ROLE} using (true) with check (true)`,
  ...['secret_reminders', 'own_app_reminders'].map((table) => `grant select, insert on ${table} to ${ROLE}`),
  ENDING,
  PRUNE,
  `revoke all on function ending_secrets(timestamptz, interval, uuid) from public`,
  `grant execute on function ending_secrets(timestamptz, interval, uuid) to ${ROLE}`,
]);

/** Tenants whose app has a secret that ends soon, or did so lately, a hundred at a time in the order of their ids. */
const ENDING = `
  create function ending_secrets(at timestamptz, ahead interval, after uuid)
    returns table (tenant_id uuid)
    language sql stable security definer set search_path = public, pg_temp
    as $$
      select tenant_id
        from sign_on_methods
       where method = 'oidc'
         and is_on
         and secret is not null
         and secret_expires_at between at - ahead and at + ahead
         and tenant_id > after
       order by tenant_id
       limit 100
    $$`;

/** Beyond the time in which they are looked for nothing is told of them again. */
const PRUNE = `
  create or replace function prune_saml()
    returns void
    language sql security definer set search_path = public, pg_temp
    as $$
      delete from used_assertions where expires_at <= now();
      delete from saml_names where seen_at <= now() - interval '1 day';
      delete from saml_reminders where told_at <= now() - interval '400 days';
      delete from secret_reminders where told_at <= now() - interval '400 days';
      delete from own_app_reminders where told_at <= now() - interval '400 days';
    $$`;

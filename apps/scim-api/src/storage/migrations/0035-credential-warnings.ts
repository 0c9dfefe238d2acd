import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';

/**
 * Which warnings of a credential's end have been told: the row is what makes each of them one, over all replicas. And uses of
 * credentials that have ended, counted until they are told.
 */
export const CredentialWarnings0035 = migration('CredentialWarnings1764000000035', () => [
  ...TABLES,
  // What ended before anybody was warned is no news.
  `insert into credential_warnings (credential_id, days, told_at)
   select id, 0, now() from credentials where expires_at <= now()`,
  `create index credentials_expiring on credentials (expires_at) where revoked_at is null and expires_at is not null`,
  COUNT,
  TRIGGER,
  `revoke all on function count_dead_uses() from public`,
]);

const TABLES = [
  `create table credential_warnings (
     credential_id uuid not null references credentials,
     days integer not null,
     told_at timestamptz(3) not null,
     primary key (credential_id, days)
   )`,
  `create table dead_credential_uses (
     credential_id uuid primary key references credentials,
     count bigint not null,
     first_at timestamptz(3) not null,
     last_at timestamptz(3) not null,
     told_at timestamptz(3)
   )`,
  `create index dead_credential_uses_untold on dead_credential_uses (credential_id) where count > 0`,
  ...['credential_warnings', 'dead_credential_uses'].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `create policy ${table}_admin on ${table} to ${ADMIN} using (true) with check (true)`,
  ]),
  `grant select, insert on credential_warnings to ${ADMIN}`,
  `grant select, update (count, told_at) on dead_credential_uses to ${ADMIN}`,
];

// Of the decisions of one statement; notes are made one at a time (migration 0034), so no two count at once.
const COUNT = `
  create function count_dead_uses()
    returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp
    as $$
    begin
      insert into public.dead_credential_uses as u (credential_id, count, first_at, last_at)
      select n.credential_id, count(*), min(n.at), max(n.at)
        from noted n
       where n.credential_id is not null
         and n.reason in ('secret_revoked', 'secret_expired')
       group by n.credential_id
       order by n.credential_id
          on conflict (credential_id) do update
         set first_at = case when u.count = 0 then excluded.first_at else u.first_at end,
             last_at = greatest(u.last_at, excluded.last_at),
             count = u.count + excluded.count;
      return null;
    end
    $$`;

const TRIGGER = `
  create trigger decisions_count_dead_uses after insert on decisions referencing new table as noted
     for each statement execute function count_dead_uses()`;

import { migration } from '#postgres';

const ADMIN = 'rollcall_admin';

/**
 * Public keys of the console, by which it proves who it is: made and taken back by the owner of the database (`npm run operator
 * -- console`), for whoever has one says who is an administrator. An assertion is good for one request, in whichever replica.
 */
export const ConsoleKeys0095 = migration('ConsoleKeys1764000000095', () => [
  `create table console_keys (
     kid text collate "C" primary key,
     jwk jsonb not null,
     registered_at timestamptz(3) not null,
     registered_by text not null,
     withdrawn_at timestamptz(3)
   )`,
  `create function keep_withdrawn()
     returns trigger
     language plpgsql set search_path = pg_catalog, pg_temp
     as $$ begin raise exception 'what is withdrawn stays so'; end $$`,
  `revoke all on function keep_withdrawn() from public`,
  `create trigger console_keys_keep_withdrawn before update of withdrawn_at on console_keys for each row
     when (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
     execute function keep_withdrawn()`,
  'alter table console_keys enable row level security',
  `create policy console_keys_admin on console_keys to ${ADMIN} using (true) with check (true)`,
  // What a restored backup brings back is withdrawn again by that role (reconcile-revocations); it gives nothing.
  `grant select, update (withdrawn_at) on console_keys to ${ADMIN}`,
  `create table console_assertions (
     jti_hash bytea primary key,
     expires_at timestamptz(3) not null
   )`,
  'create index console_assertions_by_end on console_assertions (expires_at)',
  'alter table console_assertions enable row level security',
  `create policy console_assertions_admin on console_assertions to ${ADMIN} using (true) with check (true)`,
  `grant select, insert, delete on console_assertions to ${ADMIN}`,
]);

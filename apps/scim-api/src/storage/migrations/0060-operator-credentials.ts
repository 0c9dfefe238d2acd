import { migration } from '#postgres';

/**
 * Who may operate: made and taken back by the owner of the database (`npm run operator`), read by the admin API, whose role could
 * else let in whom it likes.
 */
export const OperatorCredentials0060 = migration('OperatorCredentials1764000000060', () => [
  `create table operator_credentials (
     id uuid primary key,
     name text not null,
     token_hash bytea not null,
     created_at timestamptz(3) not null,
     created_by text not null,
     expires_at timestamptz(3),
     revoked_at timestamptz(3)
   )`,
  'create unique index operator_credentials_by_token on operator_credentials (token_hash)',
  'create unique index operator_credentials_by_name on operator_credentials (name) where revoked_at is null',
  `create trigger operator_credentials_keep_revoked before update of revoked_at on operator_credentials for each row
     when (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
     execute function keep_revoked()`,
  'alter table operator_credentials enable row level security',
  'create policy operator_credentials_admin on operator_credentials to rollcall_admin using (true) with check (true)',
  // What a restored backup brings back is revoked again by that role (reconcile-revocations); it gives nothing.
  'grant select, update (revoked_at) on operator_credentials to rollcall_admin',
]);

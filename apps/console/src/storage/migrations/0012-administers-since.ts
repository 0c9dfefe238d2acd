import { migration } from '#postgres';

/**
 * Since when an account administers, and what goes with a role that it loses: by whichever statement, of whichever release. Those who
 * were there before are as old as their account.
 */
export const AdministersSince0012 = migration('AdministersSince1764000000012', () => [
  'alter table accounts add column administers_since timestamptz(3)',
  `update accounts
      set administers_since = created_at
    where administered_until is not null
       or 'identity-administrator' = any (roles)`,
  FOLLOW,
  'revoke all on function follow_roles() from public',
  `create trigger accounts_follow_roles before insert or update of roles on accounts for each row
     execute function follow_roles()`,
]);

/** Who has the role back within a day has had it all the time: nobody makes another one new by taking it and giving it again. */
const FOLLOW = `
  create function follow_roles()
    returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp
    as $$
    declare
      administers boolean := 'identity-administrator' = any (new.roles);
      administered boolean := tg_op = 'UPDATE' and 'identity-administrator' = any (old.roles);
    begin
      if administered and not administers then
        new.administered_until := now();
      elsif administers and not administered
            and (new.administers_since is null
                 or new.administered_until is null
                 or new.administered_until <= now() - interval '24 hours') then
        new.administers_since := now();
      end if;
      new.emergency := new.emergency and administers;
      new.sees_sensitive := new.sees_sensitive and 'people' = any (new.roles);
      return new;
    end
    $$`;

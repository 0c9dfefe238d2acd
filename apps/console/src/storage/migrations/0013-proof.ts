import { migration } from '#postgres';

/**
 * What a test has shown, apart from the test that passed last: whoever tests as somebody else takes nothing back. It says for which
 * tenant of Entra and which app it holds, so that the release before, which does not know of it, cannot leave it to others.
 */
export const Proof0013 = migration('Proof1764000000013', () => [
  `alter table sign_on_methods
     add column proven_tid uuid,
     add column proven_app_id uuid`,
  `update sign_on_methods
      set proven_tid = tid,
          proven_app_id = app_id
    where method = 'microsoft'
      and tested_at is not null
      and 'identity-administrator' = any (tested_roles)`,
  TENANTS,
]);

/** As before, by what was shown. */
const TENANTS = `
  create or replace function microsoft_tenants(of_tid uuid, of_app uuid)
    returns table (tenant_id uuid)
    language sql stable security definer set search_path = public, pg_temp
    as $$
      select tenant_id
        from sign_on_methods
       where method = 'microsoft'
         and tid = of_tid
         and app_id = of_app
         and is_on
         and proven_tid = of_tid
         and proven_app_id = of_app
       order by tenant_id
       limit 20
    $$`;

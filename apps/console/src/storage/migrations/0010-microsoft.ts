import { migration } from '#postgres';

const ROLE = 'rollcall_console';

/** “Sign in with Microsoft”: which tenants a tenant of Entra may vouch for, and by what way each session began. */
export const Microsoft0010 = migration('Microsoft1764000000010', () => [
  `alter table sign_on_methods
     drop constraint sign_on_methods_method,
     add constraint sign_on_methods_method check (method in ('oidc', 'saml', 'microsoft'))`,
  `create index sign_on_methods_of_entra on sign_on_methods (tid) where method = 'microsoft'`,
  `alter table sessions add column way text`,
  TENANTS,
  `revoke all on function microsoft_tenants(uuid, uuid) from public`,
  `grant execute on function microsoft_tenants(uuid, uuid) to ${ROLE}`,
]);

/** Anybody may say that a tenant of Entra is theirs: it counts once an identity administrator has come in from it by this app. */
const TENANTS = `
  create function microsoft_tenants(of_tid uuid, of_app uuid)
    returns table (tenant_id uuid)
    language sql stable security definer set search_path = public, pg_temp
    as $$
      select tenant_id
        from sign_on_methods
       where method = 'microsoft'
         and tid = of_tid
         and app_id = of_app
         and is_on
         and tested_at is not null
         and 'identity-administrator' = any (tested_roles)
       order by tenant_id
       limit 20
    $$`;

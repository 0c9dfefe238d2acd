import { migration } from '#postgres';

const SCIM = 'rollcall_scim';

/** Attributes whose values nobody is shown. One that was retired is named as well: its values are stored still. */
export const SensitiveAttributes0071 = migration('SensitiveAttributes1764000000071', () => [
  `alter table custom_attributes add column sensitive boolean not null default false`,
  // Beside find_user_type, which the release before calls while both run.
  `create function find_custom_attributes(of_tenant uuid)
     returns table (name text, type text, description text, sensitive boolean, retired boolean)
     language sql stable security definer set search_path = pg_catalog, pg_temp
     as $$
       select a.name, a.type, a.description, a.sensitive, a.retired_at is not null
         from public.custom_attributes a
        where a.tenant_id = of_tenant
          and (a.retired_at is null or a.sensitive)
        order by a.created_at, a.name_key
     $$`,
  `revoke all on function find_custom_attributes(uuid) from public`,
  `grant execute on function find_custom_attributes(uuid) to ${SCIM}`,
]);

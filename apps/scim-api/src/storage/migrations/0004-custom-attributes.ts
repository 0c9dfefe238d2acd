import { migration } from '#postgres';

const SCIM = 'rollcall_scim';
const ADMIN = 'rollcall_admin';

/** A company's own attributes. A row stays when its definition is retired: its name is spelled the same ever after. */
export const CustomAttributes0004 = migration('CustomAttributes1764000000004', () => STATEMENTS);

const STATEMENTS = [
  `create table custom_attributes (
     tenant_id uuid not null references tenants,
     name_key text not null,
     name text not null,
     type text not null check (type in ('option', 'date', 'number', 'employee')),
     description text not null,
     created_at timestamptz(3) not null,
     changed_at timestamptz(3) not null,
     retired_at timestamptz(3),
     primary key (tenant_id, name_key)
   )`,
  `alter table custom_attributes enable row level security`,
  `create policy custom_attributes_admin on custom_attributes to ${ADMIN} using (true) with check (true)`,
  `grant select, insert, update on custom_attributes to ${ADMIN}`,
  // Read with the credential, before there is a scope; it shows names of attributes, and none of their values.
  `create function find_user_type(of_tenant uuid)
     returns table (name text, type text, description text)
     language sql stable security definer set search_path = pg_catalog, public
     as $$
       select a.name, a.type, a.description
         from public.custom_attributes a
        where a.tenant_id = of_tenant
          and a.retired_at is null
        order by a.created_at, a.name_key
     $$`,
  `revoke all on function find_user_type(uuid) from public`,
  `grant execute on function find_user_type(uuid) to ${SCIM}`,
];

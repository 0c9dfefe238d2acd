import { CUSTOM_USER_URN, MASK } from '#contracts';
import { evenTenants } from '#postgres';
import { DATABASE } from './database.js';

/**
 * Which attributes became sensitive, and up to when their values had come in the clear, for a schema of any name. A fold asks for it
 * before it writes (fold-hidden.ts), and `hide_values` goes over what was written before: whichever of the two events comes first, a
 * version is the same in the end.
 */
export function hiddenTables(schema: string): string[] {
  const { directory: writer } = DATABASE.roles;
  return [
    `create table ${schema}.hidden_attributes (
       tenant_id uuid not null,
       name text collate "C" not null,
       until timestamptz(3) not null,
       primary key (tenant_id, name)
     )`,
    `grant select, insert, update on ${schema}.hidden_attributes to ${writer}`,
    `alter table ${schema}.hidden_attributes enable row level security`,
    `create policy writer on ${schema}.hidden_attributes to ${writer} using (true) with check (true)`,
    ...evenTenants(schema, 'hidden_attributes'),
  ];
}

/** The owner's, because the role that folds may not change what was: it takes values out of sight, and can do nothing else. */
export function hidingFunction(): string[] {
  const { directory: writer } = DATABASE.roles;
  return [
    HIDE_VALUES,
    `revoke all on function public.hide_values(text, uuid, text, timestamptz) from public`,
    `grant execute on function public.hide_values(text, uuid, text, timestamptz) to ${writer}`,
  ];
}

const URN = `'${CUSTOM_USER_URN}'`;
const MASKED = `'"${MASK}"'`;
/** As `toLowerCase` does it, whatever the database's locale. */
const lower = (text: string): string => `lower(${text} collate "pg_unicode_fast")`;
const isNamed = (name: string): string => `${lower(name)} = ${lower('$2')}`;
const shown = (side: string): string => `case when c.${side} = 'null' then c.${side} else ${MASKED}::jsonb end`;
const withoutName = (names: string): string => `
           (select nullif(coalesce(jsonb_agg(n order by place), '[]'), '[]')
              from jsonb_array_elements_text(${names}) with ordinality as of (n, place)
             where not ${isNamed('n')})`;

/** Parameters: the tenant, the attribute, up to when. What is masked already is kept as it is. */
const KEEP_VALUES = `
       insert into %1$I.sensitive_values as s (tenant_id, id, version, given)
       select v.tenant_id, v.id, v.version, jsonb_object_agg(g.key, g.value)
         from %1$I.employee_versions v
        cross join lateral jsonb_each(v.resource -> ${URN}) as g (key, value)
        where v.tenant_id = $1
          and v.valid_from <= $3
          and ${isNamed('g.key')}
          and g.value <> ${MASKED}::jsonb
        group by v.tenant_id, v.id, v.version
       on conflict (tenant_id, id, version) do update
          set given = s.given || excluded.given`;

const MASK_VERSIONS = `
       update %1$I.employee_versions v
          set resource = masked.resource,
              resource_bytes = octet_length(masked.resource::text),
              reference_names = ${withoutName('v.reference_names')}
         from (select o.id,
                      o.version,
                      jsonb_set(o.resource, array[${URN}],
                                (select jsonb_object_agg(g.key, case when ${isNamed('g.key')} then ${MASKED}::jsonb else g.value end)
                                   from jsonb_each(o.resource -> ${URN}) as g (key, value))) as resource
                 from %1$I.employee_versions o
                where o.tenant_id = $1
                  and o.valid_from <= $3
                  and exists (select from jsonb_object_keys(o.resource -> ${URN}) as has (key) where ${isNamed('has.key')})) as masked
        where v.tenant_id = $1
          and v.id = masked.id
          and v.version = masked.version`;

const MASK_CHANGES = `
       update %1$I.attribute_changes c
          set before = ${shown('before')},
              after = ${shown('after')}
         from %1$I.employee_versions v
        where c.tenant_id = $1
          and ${lower('c.path')} = ${lower(`${URN} || ':' || $2`)}
          and v.tenant_id = c.tenant_id
          and v.id = c.id
          and v.version = c.version
          and v.valid_from <= $3`;

const MASK_REFERENCES = `
       update %1$I.employees e
          set reference_names = ${withoutName('e.reference_names')}
        where e.tenant_id = $1
          and e.reference_names is not null
          and e.changed_at <= $3`;

/**
 * While it runs no batch is half done: every transaction of the consumer begins with a row of `consumer_offsets`. Those before have
 * written all that they write, those behind find the attribute among the hidden ones. Of one schema: a rebuild folds the act itself.
 */
const HIDE_VALUES = `
  create or replace function public.hide_values(of_schema text, of_tenant uuid, of_name text, up_to timestamptz)
     returns void
     language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
     as $hide$
     begin
       execute format('lock table %I.consumer_offsets in exclusive mode', of_schema);${[
         KEEP_VALUES,
         MASK_VERSIONS,
         MASK_CHANGES,
         MASK_REFERENCES,
       ]
         .map(
           (statement) => `
       execute format($sql$${statement}$sql$, of_schema) using of_tenant, of_name, up_to;`,
         )
         .join('')}
     end
     $hide$`;

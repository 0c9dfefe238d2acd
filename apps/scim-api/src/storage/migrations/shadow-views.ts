const SCIM = 'rollcall_scim';

/** The name of a table in both schemas, what has its rows there, and the column that says which resource a row is of. */
const TABLES = [
  { name: 'users', copy: 'shadow_users', of: 'id' },
  { name: 'user_emails', copy: 'shadow_emails', of: 'user_id' },
  { name: 'groups', copy: 'shadow_groups', of: 'id' },
  { name: 'group_members', copy: 'shadow_members', of: 'group_id' },
] as const;

/** Whoever has gone in the shadow is a member of nothing. */
const IS_THERE =
  'not exists (select from public.shadow_touched d where d.tenant_id = t.tenant_id and d.id = t.member_id and d.gone)';

// `shadow`, for writes: what was touched, and nothing else. `shadow_reads`: what was touched, and the rest as it is.
export const SHADOW_VIEWS = [
  'create schema shadow',
  'create schema shadow_reads',
  `grant usage on schema shadow, shadow_reads to ${SCIM}`,
  ...TABLES.flatMap(({ name, copy, of }) => [
    `create view shadow.${name} with (security_invoker = true) as select * from public.${copy}`,
    `grant select, insert, update, delete on shadow.${name} to ${SCIM}`,
    `create view shadow_reads.${name} with (security_invoker = true) as
       select c.* from public.${copy} c
        union all
       select t.* from public.${name} t
        where ${isUntouched('t', of)}${name === 'group_members' ? `\n          and ${IS_THERE}` : ''}`,
    `grant select on shadow_reads.${name} to ${SCIM}`,
  ]),
  `create view shadow_reads.resource_counts with (security_invoker = true) as
     select c.tenant_id, c.resource_type, c.total from public.resource_counts c
      union all
     select u.tenant_id, 'User', count(*) from public.shadow_users u group by u.tenant_id
      union all
     select g.tenant_id, 'Group', count(*) from public.shadow_groups g group by g.tenant_id
      union all
     select t.tenant_id, t.resource_type, -count(*)
       from public.shadow_touched t
      where t.version is not null
      group by t.tenant_id, t.resource_type`,
  `grant select on shadow_reads.resource_counts to ${SCIM}`,
  // As migration 0006 has it.
  `create function shadow_reads.users_by_display_name(pattern text, grams int4[])
     returns setof uuid
     language sql stable security definer set search_path = public, pg_temp
     as $$
       select u.id
         from users u
        where ${holds('u')}
          and ${isUntouched('u', 'id')}
        union all
       select s.id
         from shadow_users s
        where ${holds('s')}
     $$`,
  'revoke all on function shadow_reads.users_by_display_name(text, int4[]) from public',
  `grant execute on function shadow_reads.users_by_display_name(text, int4[]) to ${SCIM}`,
];

function isUntouched(alias: string, of: string): string {
  return `not exists (select from public.shadow_touched d where d.tenant_id = ${alias}.tenant_id and d.id = ${alias}.${of})`;
}

function holds(alias: string): string {
  return `${alias}.display_name_grams @> array(
                select gram # ('x' || right(current_setting('rollcall.tenant', true), 8))::bit(32)::int4
                  from unnest(grams) as gram)
          and ${alias}.tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
          and ${alias}.display_name_key like pattern`;
}

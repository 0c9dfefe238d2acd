import type { QueryConfig } from 'pg';
import { MAX_LEFT_AT_ONCE } from '../writer/write-deletion.js';
import { USER } from '../statements/user-columns.js';

/** Copies to the shadow before they are locked there: those of them that it has not touched, with their versions. */
export function touchUsers(ids: readonly unknown[]): QueryConfig {
  return { name: 'touch-users', text: TOUCH_USERS, values: [ids] };
}

/** As {@link touchUsers}, with their members. */
export function touchGroups(ids: readonly unknown[]): QueryConfig {
  return { name: 'touch-groups', text: TOUCH_GROUPS, values: [ids] };
}

/** The first of the groups of somebody who is about to be deleted, as many as one transaction leaves. */
export function touchGroupsOf(memberId: unknown): QueryConfig {
  return { name: 'touch-groups-of', text: TOUCH_GROUPS_OF, values: [memberId, MAX_LEFT_AT_ONCE] };
}

const TENANT = `nullif(current_setting('rollcall.tenant', true), '')::uuid`;
const GROUP_COLUMNS = [
  'id',
  'tenant_id',
  'version',
  'created',
  'last_modified',
  'display_name_key',
  'external_id',
  'attributes',
];

/**
 * The columns of a copy. A name that the shadow has given to another is not its own there: somebody took it meanwhile, and
 * whoever decides what goes live is told.
 */
function copied(columns: readonly string[], name: string, copy: string): string {
  return columns
    .map((column) =>
      column === name
        ? `case when exists (select from public.${copy} s where s.tenant_id = named.tenant_id and s.${name} = named.${name})
                then '/' || named.id::text else named.${name} end`
        : `named.${column}`,
    )
    .join(', ');
}

const UNTOUCHED = `not exists (select from public.shadow_touched t where t.tenant_id = found.tenant_id and t.id = found.id)`;

const USER_COLUMNS = Object.keys(USER);
const TOUCH_USERS = `
  with named as (
    select found.*
      from public.users found
     where found.id = any($1::uuid[])
       and found.tenant_id = ${TENANT}
       and ${UNTOUCHED}),
  noted as (
    insert into public.shadow_touched (tenant_id, id, resource_type, version, active, attributes)
    select tenant_id, id, 'User', version, active, attributes
      from named),
  copied as (
    insert into public.shadow_users (${USER_COLUMNS.join(', ')})
    select ${copied(USER_COLUMNS, 'user_name_key', 'shadow_users')}
      from named)
  select id, version, created, last_modified, attributes
    from named`;

function touchingGroups(ids: string): string {
  return `
  with named as (
    select found.*
      from public.groups found
     where found.id = any(${ids})
       and found.tenant_id = ${TENANT}
       and ${UNTOUCHED}),
  noted as (
    insert into public.shadow_touched (tenant_id, id, resource_type, version, attributes)
    select tenant_id, id, 'Group', version, attributes
      from named),
  joined as (
    insert into public.shadow_members (group_id, member_id, tenant_id, member_type)
    select m.group_id, m.member_id, m.tenant_id, m.member_type
      from public.group_members m
      join named on named.id = m.group_id
     where not exists (select from public.shadow_touched t
                        where t.tenant_id = m.tenant_id and t.id = m.member_id and t.gone))
  insert into public.shadow_groups (${GROUP_COLUMNS.join(', ')})
  select ${copied(GROUP_COLUMNS, 'display_name_key', 'shadow_groups')}
    from named`;
}

const TOUCH_GROUPS = touchingGroups('$1::uuid[]');
const TOUCH_GROUPS_OF = touchingGroups(`array(
           select m.group_id
             from public.group_members m
            where m.tenant_id = ${TENANT}
              and m.member_id = $1::uuid
              and m.group_id <> $1::uuid
              and not exists (select from public.shadow_touched t where t.tenant_id = m.tenant_id and t.id = m.group_id)
            order by m.group_id
            limit $2::int4)`);

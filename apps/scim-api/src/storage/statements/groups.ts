import type { QueryConfig } from 'pg';
import type { StoredGroup } from '#scim';
import { RESOURCE_COLUMNS } from '../resource-row.js';

/** Who has this displayName; read after it was claimed. */
export function groupNameOwner(name: string): QueryConfig {
  return { name: 'group-name-owner', text: GROUP_NAME_OWNER, values: [name] };
}
const GROUP_NAME_OWNER = `
  select id
    from groups
   where tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
     and display_name_key = $1::text`;

/** Locks a group before any member: the order that all writers keep, so that none waits for another in a circle. */
export function lockGroup(id: string): QueryConfig {
  return { name: 'lock-group', text: LOCK_GROUP, values: [id] };
}
const LOCK_GROUP = `
  select ${RESOURCE_COLUMNS}
    from groups
   where id = $1::uuid
     for no key update`;

/**
 * Locks the first of the groups that somebody is a member of, in the order of their ids, but for itself: no more than `groups`,
 * nor than `bytes` of them but one. Those that are locked and not read are left to the next transaction. An array and no
 * join, which would read all groups of the tenant.
 */
export function lockGroupsOf(
  memberId: string,
  { groups, bytes }: { readonly groups: number; readonly bytes: number },
): QueryConfig {
  return { name: 'lock-groups-of', text: LOCK_GROUPS_OF, values: [memberId, groups, bytes] };
}
const LOCK_GROUPS_OF = `
  with locked as (
    select ${RESOURCE_COLUMNS}
      from groups
     where id = any (array(
           select group_id
             from group_members
            where tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
              and member_id = $1::uuid
              and group_id <> $1::uuid
            order by group_id
            limit $2::int4))
     order by id
       for no key update),
  sized as (
    select l.*, sum(octet_length(l.attributes)) over (order by id) as bytes, row_number() over (order by id) as place
      from locked l)
  select ${RESOURCE_COLUMNS}
    from sized
   where bytes <= $3::int8
      or place = 1
   order by id`;

export function insertGroup(tenantId: string, group: StoredGroup, key: string): QueryConfig {
  const { id, version, created, lastModified, attributes } = group;
  const values = [
    id,
    tenantId,
    version,
    created,
    lastModified,
    key,
    attributes.externalId ?? null,
    JSON.stringify(attributes),
  ];
  return { name: 'insert-group', text: INSERT_GROUP, values };
}
const INSERT_GROUP = `
  insert into groups (id, tenant_id, version, created, last_modified, display_name_key, external_id, attributes)
  values ($1::uuid, $2::uuid, $3::int4, $4::timestamptz, $5::timestamptz, $6::text, $7::text, $8::text)`;

export function updateGroup(group: StoredGroup, key: string): QueryConfig {
  const { id, version, lastModified, attributes } = group;
  const values = [id, version, lastModified, key, attributes.externalId ?? null, JSON.stringify(attributes)];
  return { name: 'update-group', text: UPDATE_GROUP, values };
}
const UPDATE_GROUP = `
  update groups
     set version = $2::int4, last_modified = $3::timestamptz, display_name_key = $4::text, external_id = $5::text,
         attributes = $6::text
   where id = $1::uuid`;

/** Groups that a member has left: nothing else of them has changed. */
export function leftGroups(groups: readonly StoredGroup[]): QueryConfig {
  const values = [
    groups.map(({ id }) => id),
    groups.map(({ version }) => version),
    groups.map(({ lastModified }) => lastModified),
  ];
  return { name: 'left-groups', text: LEFT_GROUPS, values };
}
const LEFT_GROUPS = `
  update groups g
     set version = t.version, last_modified = t.last_modified
    from unnest($1::uuid[], $2::int4[], $3::timestamptz[]) as t(id, version, last_modified)
   where g.id = t.id`;

/** Locks a group that is about to be deleted: it cannot join another group any more. */
export function lockLeavingGroup(id: string): QueryConfig {
  return { name: 'lock-leaving-group', text: LOCK_LEAVING, values: [id] };
}
const LOCK_LEAVING = `
  select ${RESOURCE_COLUMNS}
    from groups
   where id = $1::uuid
     for update`;

/** The group with its memberships. */
export function deleteGroup(id: string): readonly QueryConfig[] {
  return [
    { name: 'delete-members', text: DELETE_MEMBERS, values: [id] },
    { name: 'delete-group', text: DELETE_GROUP, values: [id] },
  ];
}
const DELETE_MEMBERS = `
  delete from group_members
   where group_id = $1::uuid`;
const DELETE_GROUP = `
  delete from groups
   where id = $1::uuid`;

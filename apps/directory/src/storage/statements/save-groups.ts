import { insertMany, replaced, valuesOf, type Transaction } from '#postgres';
import type { GroupView, MemberChange } from '../../projection/fold-groups.js';
import { GROUP } from './group-columns.js';

/** As employees are saved: the condition on the version is the second guard. A group that is new has no members yet. */
const SAVE_GROUPS = `${insertMany('groups as g', GROUP)}
      on conflict (tenant_id, id) do update
     set ${replaced(GROUP, ['tenant_id', 'id'])}
   where g.version < excluded.version`;

export async function saveGroups(tx: Transaction, views: readonly GroupView[]): Promise<void> {
  await tx.query({ name: 'save-groups', text: SAVE_GROUPS }, valuesOf(GROUP, views));
}

/**
 * After the groups themselves. Who comes may be there already, and who goes may be gone: only what was really changed is
 * counted, so the count is the number of rows, always. With a group that was deleted all its members go.
 */
const SAVE_MEMBERS = `
  with given as (
    select *
      from unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::boolean[])
           as t (tenant_id, group_id, member_id, is_group, is_member)
  ),
  emptied as (
    delete from group_members m
     using unnest($6::uuid[], $7::text[]) as gone (tenant_id, group_id)
     where m.tenant_id = gone.tenant_id
       and m.group_id = gone.group_id
  ),
  removed as (
    delete from group_members m
     using given
     where not given.is_member
       and m.tenant_id = given.tenant_id
       and m.group_id = given.group_id
       and m.member_id = given.member_id
    returning m.tenant_id, m.group_id
  ),
  added as (
    insert into group_members (tenant_id, group_id, member_id, is_group)
    select tenant_id, group_id, member_id, is_group
      from given
     where is_member
        on conflict (tenant_id, group_id, member_id) do nothing
    returning tenant_id, group_id
  ),
  counted as (
    select tenant_id, group_id, sum(one)::int as more
      from (select *, 1 as one from added union all select *, -1 from removed) as changed
     group by tenant_id, group_id
  )
  update groups g
     set member_count = case when g.deleted then 0 else g.member_count + coalesce(counted.more, 0) end
    from unnest($8::uuid[], $9::text[]) as touched (tenant_id, id)
    left join counted on counted.tenant_id = touched.tenant_id and counted.group_id = touched.id
   where g.tenant_id = touched.tenant_id
     and g.id = touched.id
     and (g.deleted or counted.more is not null)`;

export async function saveMembers(
  tx: Transaction,
  groups: readonly GroupView[],
  members: readonly MemberChange[],
): Promise<void> {
  const gone = groups.filter(({ shown }) => shown === null);
  await tx.query({ name: 'save-members', text: SAVE_MEMBERS }, [
    members.map(({ tenantId }) => tenantId),
    members.map(({ groupId }) => groupId),
    members.map(({ member }) => member.value),
    members.map(({ member }) => member.type === 'Group'),
    members.map(({ isMember }) => isMember),
    gone.map(({ tenantId }) => tenantId),
    gone.map(({ id }) => id),
    groups.map(({ tenantId }) => tenantId),
    groups.map(({ id }) => id),
  ]);
}

import type { QueryConfig } from 'pg';
import { withinBytes } from '#postgres';

// Of the role `scim`, in the scope of the tenant.

/** Of a difference whose turn has come: what it was, what the shadow made of it, and what it is. */
export interface EntryRow {
  readonly id: string;
  readonly type: 'User' | 'Group';
  readonly version: number | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly take: 'shadow' | 'live' | null;
  /** The version that somebody has decided on, or at which it was as it should be; null: that when it was touched. */
  readonly decidedOn: number | null;
  readonly liveVersion: number | null;
  readonly live: string | null;
}

export type Part = 'users' | 'new-groups' | 'groups' | 'deletions';

const WAITS = `(t.outcome is null or t.outcome <> 'done' and t.take is not null)`;
const PARTS: Readonly<Record<Part, string>> = {
  users: `t.resource_type = 'User' and not t.gone`,
  'new-groups': `t.resource_type = 'Group' and not t.gone and t.version is null`,
  groups: `t.resource_type = 'Group' and not t.gone`,
  deletions: 't.gone',
};

export function nextEntries(part: Part, tenantId: string, after: string, limit: number): QueryConfig {
  return { name: `next-of-shadow-${part}`, text: NEXT[part], values: [tenantId, after, limit] };
}
/** Each of the three may be as large as a user may be. */
const next = (condition: string): string =>
  withinBytes(
    `
  select t.id, t.resource_type as type, t.version, t.attributes as before, coalesce(u.attributes, g.attributes) as after,
         t.take, t.live_version as "decidedOn", coalesce(lu.version, lg.version) as "liveVersion",
         coalesce(lu.attributes, lg.attributes) as live,
         coalesce(octet_length(t.attributes), 0)
         + coalesce(octet_length(u.attributes), octet_length(g.attributes), 0)
         + coalesce(octet_length(lu.attributes), octet_length(lg.attributes), 0) as bytes
    from (select *
            from public.shadow_touched t
           where t.tenant_id = $1::uuid
             and t.id > $2::uuid
             and ${WAITS}
             and ${condition}
           order by t.id
           limit $3::integer) as t
    left join public.shadow_users u on u.id = t.id
    left join public.shadow_groups g on g.id = t.id
    left join public.users lu on lu.id = t.id
    left join public.groups lg on lg.id = t.id`,
    { order: 'id', bytes: 'bytes' },
  );
const NEXT: Readonly<Record<Part, string>> = {
  users: next(PARTS.users),
  'new-groups': next(PARTS['new-groups']),
  groups: next(PARTS.groups),
  deletions: next(PARTS.deletions),
};

export interface Settling {
  readonly id: string;
  readonly outcome: 'done' | 'moved' | 'refused';
  readonly code: string | null;
}

/** Somebody whom the shadow has made, and who is not there yet: refused, or still to come. */
const AWAITED = `
  select
    from public.shadow_members m
    join public.shadow_touched a on a.tenant_id = m.tenant_id and a.id = m.member_id
   where m.group_id = t.id
     and a.version is null
     and a.outcome is distinct from 'done'
     and not exists (select from public.users u where u.id = a.id)
     and not exists (select from public.groups g where g.id = a.id)`;

/**
 * What waits for somebody has no decision yet. A group is not done while it awaits a member: whoever came later would be in it
 * at the provider, and not here.
 */
export function settleEntries(tenantId: string, settled: readonly Settling[]): QueryConfig {
  const values = [
    tenantId,
    settled.map(({ id }) => id),
    settled.map(({ outcome }) => outcome),
    settled.map(({ code }) => code),
  ];
  return { name: 'settle-shadow', text: SETTLE, values };
}
const SETTLE = `
  update public.shadow_touched t
     set outcome = s.outcome, code = s.code, take = case when s.outcome = 'done' then t.take end
    from unnest($2::uuid[], $3::text[], $4::text[]) as s(id, outcome, code)
   where t.tenant_id = $1::uuid
     and t.id = s.id
     and not (s.outcome = 'done' and t.resource_type = 'Group' and t.take is distinct from 'live' and exists (${AWAITED}))
  returning t.id`;

/** How many versions of it since one were written by these requests. */
export function countOwnVersions(id: string, since: number, requestId: string): QueryConfig {
  return { name: 'own-versions', text: OWN_VERSIONS, values: [id, since, requestId] };
}
const OWN_VERSIONS = `
  select count(*)::integer as count
    from public.outbox
   where resource_id = $1::text
     and resource_version > $2::integer
     and headers::json ->> 'ce_correlationid' = $3::text`;

/** The one that it has by these requests, or that somebody has decided on. */
export function noteVersion(tenantId: string, id: string, version: number): QueryConfig {
  return { name: 'note-own-version', text: NOTE_VERSION, values: [tenantId, id, version] };
}
const NOTE_VERSION = `
  update public.shadow_touched
     set live_version = $3::integer
   where tenant_id = $1::uuid
     and id = $2::uuid`;

/** Members that a group does not have yet, and has too many; those that are nobody any more are left out. */
export function membersToMove(groupId: string, limit: number): readonly QueryConfig[] {
  return [
    { name: 'members-to-join', text: TO_JOIN, values: [groupId, limit] },
    { name: 'members-to-leave', text: TO_LEAVE, values: [groupId, limit] },
  ];
}
const TO_JOIN = `
  select s.member_id as value, s.member_type as type
    from public.shadow_members s
   where s.group_id = $1::uuid
     and not exists (select from public.group_members m where m.group_id = s.group_id and m.member_id = s.member_id)
     and (exists (select from public.users u where u.id = s.member_id)
          or exists (select from public.groups g where g.id = s.member_id))
   order by s.member_id
   limit $2::integer`;
const TO_LEAVE = `
  select m.member_id as value, m.member_type as type
    from public.group_members m
   where m.group_id = $1::uuid
     and not exists (select from public.shadow_members s where s.group_id = m.group_id and s.member_id = m.member_id)
   order by m.member_id
   limit $2::integer`;

export function noteHeld(tenantId: string, isHeld: boolean): QueryConfig {
  return { name: 'note-shadow-held', text: NOTE_HELD, values: [tenantId, isHeld] };
}
const NOTE_HELD = `
  update public.shadows
     set held = $2::boolean
   where tenant_id = $1::uuid
     and held <> $2::boolean`;

/** How many differences are not settled for good. */
export function countUnsettled(tenantId: string): QueryConfig {
  return { name: 'count-unsettled', text: COUNT_UNSETTLED, values: [tenantId] };
}
const COUNT_UNSETTLED = `
  select count(*)::integer as count
    from public.shadow_touched t
   where t.tenant_id = $1::uuid
     and t.outcome is distinct from 'done'`;

export function lockEntry(tenantId: string, id: string): QueryConfig {
  return { text: LOCK_ENTRY, values: [tenantId, id] };
}
const LOCK_ENTRY = `
  select t.version, t.gone, t.outcome, t.take,
         coalesce((select u.version from public.users u where u.id = t.id),
                  (select g.version from public.groups g where g.id = t.id)) as "liveVersion"
    from public.shadow_touched t
   where t.tenant_id = $1::uuid
     and t.id = $2::uuid
     for no key update of t`;

export function decideEntry(tenantId: string, id: string, take: string, liveVersion: number | null): QueryConfig {
  return { text: DECIDE_ENTRY, values: [tenantId, id, take, liveVersion] };
}
const DECIDE_ENTRY = `
  update public.shadow_touched
     set take = $3::text, live_version = $4::integer
   where tenant_id = $1::uuid
     and id = $2::uuid`;

/** Where it waits, it goes on at once. */
export function wakeShadow(tenantId: string): QueryConfig {
  return { text: WAKE, values: [tenantId] };
}
const WAKE = `
  update public.shadows
     set leased_until = null
   where tenant_id = $1::uuid
     and leased_until < clock_timestamp() + interval '5 seconds'`;

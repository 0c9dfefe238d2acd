import type { QueryConfig } from 'pg';
import type { ShadowKind } from '../../tenants/shadow-report.js';

// Of the role `scim`, in the scope of the tenant. Somebody asks now and then: none is prepared by name.

const KIND = `case when t.version is null then case when t.gone then null else 'create' end
              when t.gone then 'delete'
              when t.active and not u.active then 'deactivate'
              when not t.active and u.active then 'reactivate'
              when t.resource_type = 'User' and u.version is distinct from t.version
                   and u.attributes is distinct from t.attributes then 'change'
              when t.resource_type = 'Group' and g.version is distinct from t.version then 'change'
              else 'match' end`;

const TOUCHED = `
  select t.id, t.resource_type as type, t.version, t.attributes as before, ${KIND} as kind, t.outcome, t.take, t.code,
         coalesce(u.version, g.version) as "shadowVersion", coalesce(u.attributes, g.attributes) as after
    from public.shadow_touched t
    left join public.shadow_users u on u.tenant_id = t.tenant_id and u.id = t.id
    left join public.shadow_groups g on g.tenant_id = t.tenant_id and g.id = t.id
   where t.tenant_id = $1::uuid`;

export function findState(tenantId: string): QueryConfig {
  return { text: STATE, values: [tenantId] };
}
const STATE = `
  select connection_id as "connectionId", state, started_at as "startedAt", resources, memberships,
         asked_at as "askedAt", asked_by as by, reason, held
    from public.shadows
   where tenant_id = $1::uuid`;

export function countKinds(tenantId: string): QueryConfig {
  return { text: COUNT_KINDS, values: [tenantId] };
}
const COUNT_KINDS = `
  select type, kind, count(*)::integer as count
    from (${TOUCHED}) as touched
   where kind is not null
   group by type, kind
   union all
  select m.resource_type, 'match', count(*)::integer
    from public.shadow_matched m
   where m.tenant_id = $1::uuid
     and not exists (select from public.shadow_touched t where t.tenant_id = m.tenant_id and t.id = m.id)
   group by m.resource_type`;

export function countOutcomes(tenantId: string): QueryConfig {
  return { text: COUNT_OUTCOMES, values: [tenantId] };
}
const COUNT_OUTCOMES = `
  select count(*) filter (where outcome = 'done')::integer as done,
         count(*) filter (where outcome is null or take is not null and outcome <> 'done')::integer as left,
         count(*) filter (where outcome in ('moved', 'refused') and take is null)::integer as undecided
    from (${TOUCHED}) as touched
   where kind <> 'match'`;

export function listRefusals(tenantId: string): QueryConfig {
  return { text: LIST_REFUSALS, values: [tenantId] };
}
const LIST_REFUSALS = `
  select code, count::integer, last_at as "lastAt", last_request_id as "lastRequestId"
    from public.shadow_refusals
   where tenant_id = $1::uuid
   order by count desc, code`;

export interface ItemsAsked {
  readonly tenantId: string;
  readonly after: string | null;
  readonly limit: number;
}

/** Those of a kind, with the members that a group would gain and lose. */
export function listItems({ tenantId, after, limit }: ItemsAsked, kind: ShadowKind): QueryConfig {
  return { text: kind === 'match' ? LIST_MATCHED : LIST_ITEMS, values: [tenantId, after, limit, kind] };
}

const MEMBERS = `
         case when page.type = 'Group' then
           (select count(*)::integer from public.shadow_members s
             where s.group_id = page.id
               and not exists (select from public.group_members m
                                where m.group_id = s.group_id and m.member_id = s.member_id)) end as added,
         case when page.type = 'Group' then
           (select count(*)::integer from public.group_members m
             where m.group_id = page.id
               and not exists (select from public.shadow_members s
                                where s.group_id = m.group_id and s.member_id = m.member_id)) end as removed`;

/** Bytes of what a page is decoded of: the first is always among them. */
const PAGE_BYTES = 1_048_576;

/** What of a page has room together, and in `found` how many it was asked for. */
function sized(page: string): string {
  return `(select *
            from (select p.*, count(*) over () as found, row_number() over (order by id) as place,
                         sum(coalesce(octet_length(before), 0) + coalesce(octet_length(after), 0)) over (order by id) as bytes
                    from (${page}) as p) as sized
           where bytes <= ${PAGE_BYTES} or place = 1)`;
}

const LIST_ITEMS = `
  select page.*, ${MEMBERS}
    from ${sized(`select *
                            from (${TOUCHED}) as touched
                           where kind = $4::text
                             and ($2::uuid is null or id > $2::uuid)
                           order by id
                           limit $3::integer`)} as page
   order by page.id`;

// Whom a look-up found is as it is.
const LIST_MATCHED = `
  select page.*, 0 as added, 0 as removed
    from ${sized(`select *
                            from (select id, type, kind, version, before, "shadowVersion", after, null as code
                                    from (${TOUCHED}) as touched
                                   where kind = 'match'
                                   union all
                                  select m.id, m.resource_type, 'match', r.version, r.attributes, r.version, r.attributes, null
                                    from public.shadow_matched m
                                    join (select tenant_id, id, version, attributes from public.users
                                           union all
                                          select tenant_id, id, version, attributes from public.groups) as r
                                      on r.tenant_id = m.tenant_id and r.id = m.id
                                   where m.tenant_id = $1::uuid
                                     and not exists (select from public.shadow_touched t
                                                      where t.tenant_id = m.tenant_id and t.id = m.id)) as matched
                           where kind = $4::text
                             and ($2::uuid is null or id > $2::uuid)
                           order by id
                           limit $3::integer`)} as page
   order by page.id`;

/** Those that wait for a decision, with what they are now. */
export function listUndecided({ tenantId, after, limit }: ItemsAsked): QueryConfig {
  return { text: LIST_UNDECIDED, values: [tenantId, after, limit] };
}
const LIST_UNDECIDED = `
  select page.*, ${MEMBERS}, coalesce(lu.version, lg.version) as "liveVersion",
         coalesce(lu.attributes, lg.attributes) as live
    from ${sized(`select *
                            from (${TOUCHED}) as touched
                           where outcome in ('moved', 'refused')
                             and take is null
                             and ($2::uuid is null or id > $2::uuid)
                           order by id
                           limit $3::integer`)} as page
    left join public.users lu on lu.id = page.id
    left join public.groups lg on lg.id = page.id
   order by page.id`;

import type { QueryConfig } from 'pg';
import type { ActivityFilter } from '../filter.js';

/** Requests that were answered the same error, about the same place. */
export interface StoredGroup {
  readonly code: string;
  readonly place: string | null;
  readonly count: number;
  readonly people: number;
  readonly since: Date;
  readonly last: Date;
  /** Since when everybody's next write that says this place was accepted, and its version; null: not yet. */
  readonly mendedAt: Date | null;
  readonly mendedBy: number | null;
}

/**
 * A person is a name or an id: a refused POST has no id, and a PATCH no name. Of a group with more people than can be asked for
 * in one statement nobody says that it is mended.
 */
const GROUPS = `
  with refused as materialized (
    select code, place, coalesce(user_name_key, resource_id) as person, count(*) as times,
           min(user_name_key) as name, min(resource_id) as id, min(time) as first, max(time) as last
      from requests
     where tenant_id = $1::uuid
       and code is not null
       and time >= coalesce($2::timestamptz, now() - interval '1 day')
       and time < coalesce($3::timestamptz, 'infinity')
       and ($4::text is null or code = $4::text)
       and ($5::uuid is null or connection_id = $5::uuid)
     group by code, place, coalesce(user_name_key, resource_id)),
  grouped as (
    select code, place, sum(times)::integer as count, count(person)::integer as people, min(first) as since, max(last) as last
      from refused
     group by code, place
     order by count desc, code, place
     limit 50)
  select g.code, g.place, g.count, g.people, g.since, g.last, m."mendedAt", m."mendedBy"
    from grouped g
    left join lateral (
      select max(a.time) as "mendedAt", (array_agg(a.version order by a.time desc))[1] as "mendedBy", count(a.time) as mended
        from refused r
        left join lateral (
          select time, version
            from requests a
           where a.tenant_id = $1::uuid
             and (a.user_name_key = r.name or a.resource_id = r.id)
             and a.time > r.last
             and a.outcome in ('created', 'updated', 'disabled', 'reactivated')
             and (r.place is null or strpos(a.changed, split_part(r.place, '[', 1)) > 0)
           order by a.time
           limit 1) a on true
       where g.people between 1 and 100
         and r.code = g.code
         and r.place is not distinct from g.place
         and r.person is not null) m on m.mended = g.people and g.people > 0
   order by g.count desc, g.code, g.place`;

export function groupsStatement(tenantId: string, { from, to, code, connection }: ActivityFilter): QueryConfig {
  return { text: GROUPS, values: [tenantId, from, to, code, connection] };
}

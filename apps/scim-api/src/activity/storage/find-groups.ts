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
 * A place is the same whichever element of a list it is in. What is mended is the place as it is told of a change: a list as
 * a whole, and else each part; a place in a message, as the path of a PATCH, is mended by any write.
 *
 * A person is a name or an id: a refused POST has no id, and a PATCH no name. Of a group with more people than can be asked for
 * in one statement nobody says that it is mended.
 */
const GROUPS = `
  with refused as materialized (
    select code, listed as place, coalesce(user_name_key, resource_id) as person, count(*) as times,
           min(user_name_key) as name, min(resource_id) as id, min(time) as first, max(time) as last
      from requests
     cross join lateral regexp_replace(place, '\\[\\d+\\]', '', 'g') as listed
     where tenant_id = $1::uuid
       and code is not null
       and time >= coalesce($2::timestamptz, now() - interval '1 day')
       and time < coalesce($3::timestamptz, 'infinity')
       and ($4::text is null or code = $4::text)
       and ($5::uuid is null or connection_id = $5::uuid)
     group by code, listed, coalesce(user_name_key, resource_id)),
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
             and (r.place is null or r.place in ('path', 'value') or exists (
                   select 1
                     from unnest(string_to_array(a.changed, E'\\n')) as line, split_part(line, E'\\t', 1) as path
                    where path = r.place or starts_with(r.place, path || '.') or starts_with(path, r.place || '.')))
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

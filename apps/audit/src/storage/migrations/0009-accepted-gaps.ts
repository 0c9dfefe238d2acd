import { resourceOf } from '#consumer';
import { GROUPS, USERS } from '#contracts';
import { backfill, migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/**
 * The version before took an event that leapt for an entry. Each such leap is accepted, so that a rebuild takes it where
 * it was, and listed (`parked list --all`).
 */
export const AcceptedGaps9 = migration('AcceptedGaps0000000000009', (runner) => backfill(runner, ACCEPTED_GAPS), {
  transaction: false,
});

interface LeapRow {
  readonly key: string;
  readonly tenant_id: string;
  readonly resource_id: string;
  readonly leaps:
    readonly { readonly from: number; readonly to: number; readonly event: string; readonly type: string }[] | null;
}

/**
 * Read only: nobody waits for it. Resources one after the other by their index, skipping from one to the next; those whose
 * ids are longer than an index takes are none of ours.
 */
const ACCEPTED_GAPS = {
  name: 'entries: gaps of before are accepted',
  next: `
    with recursive resource (tenant_id, resource_id, number) as (
      (select tenant_id, resource_id, 1
         from ${LIVE_SCHEMA}.entries
        where resource_id is not null
          and (tenant_id, resource_id) > (coalesce(nullif(split_part($1::text, '/', 1), ''),
                                                   '00000000-0000-0000-0000-000000000000')::uuid,
                                          substr($1::text, 38))
        order by tenant_id, resource_id
        limit 1)
      union all
      select n.tenant_id, n.resource_id, resource.number + 1
        from resource
       cross join lateral (select e.tenant_id, e.resource_id
                             from ${LIVE_SCHEMA}.entries e
                            where e.resource_id is not null
                              and (e.tenant_id, e.resource_id) > (resource.tenant_id, resource.resource_id)
                            order by e.tenant_id, e.resource_id
                            limit 1) n
       where resource.number < $2::int
    )
    select r.tenant_id || '/' || r.resource_id as key, r.tenant_id, r.resource_id,
           (select json_agg(json_build_object('from', l.before, 'to', l.version, 'event', l.id, 'type', l.resource_type))
              from (select e.resource_version as version, e.id, e.resource_type,
                           coalesce(lag(e.resource_version) over (order by e.resource_version, e.id), 0) as before
                      from ${LIVE_SCHEMA}.entries e
                     where e.tenant_id = r.tenant_id
                       and e.resource_id = r.resource_id
                       and e.resource_version is not null) l
             where l.version > l.before + 1) as leaps
      from resource r
     order by r.tenant_id, r.resource_id`,
  fill: (rows: readonly LeapRow[]) => {
    const leaps = rows.flatMap(({ tenant_id: tenantId, resource_id: id, leaps: of }) =>
      (of ?? []).map((leap) => {
        const topic = leap.type === 'Group' ? GROUPS.name : USERS.name;
        return { ...leap, topic, key: `${tenantId}/${id}`, resource: resourceOf(topic, { tenantId, id }) };
      }),
    );
    return {
      text: `
        insert into ${LIVE_SCHEMA}.accepted_gaps (resource, from_version, to_version, topic, key, event_id, accepted_by)
        select t.resource, t.from_version, t.to_version, t.topic, t.key, t.event_id, 'the upgrade'
          from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::uuid[])
               as t (resource, from_version, to_version, topic, key, event_id)
            on conflict do nothing`,
      values: [
        leaps.map(({ resource }) => resource),
        leaps.map(({ from }) => from),
        leaps.map(({ to }) => to),
        leaps.map(({ topic }) => topic),
        leaps.map(({ key }) => key),
        leaps.map(({ event }) => event),
      ],
    };
  },
};

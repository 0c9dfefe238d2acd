import { resourceOf } from '#consumer';
import { USERS } from '#contracts';
import { backfill, migration } from '#postgres';
import { LIVE_SCHEMA } from '../database.js';

/**
 * The version before applied an event that leapt. Each such leap is accepted as it stands in the history, so that a
 * rebuild takes it where it was, and listed (`parked list --all`).
 */
export const AcceptedGaps15 = migration('AcceptedGaps0000000000015', (runner) => backfill(runner, ACCEPTED_GAPS), {
  transaction: false,
});

interface LeapRow {
  readonly key: string;
  readonly tenant_id: string;
  readonly id: string;
  /** Pairs of versions, and the event of the later one. */
  readonly leaps: readonly { readonly from: number; readonly to: number; readonly event: string }[] | null;
}

/** Read only, by the primary keys: nobody waits for it. */
const ACCEPTED_GAPS = {
  name: 'employees: gaps of before are accepted',
  next: `
    select e.tenant_id || '/' || e.id as key, e.tenant_id, e.id,
           (select json_agg(json_build_object('from', l.before, 'to', l.version, 'event', l.event_id))
              from (select v.version, v.event_id,
                           coalesce(lag(v.version) over (order by v.version), 0) as before
                      from ${LIVE_SCHEMA}.employee_versions v
                     where v.tenant_id = e.tenant_id and v.id = e.id) l
             where l.version > l.before + 1) as leaps
      from ${LIVE_SCHEMA}.employees e
     where (e.tenant_id, e.id) > (coalesce(nullif(split_part($1::text, '/', 1), ''),
                                           '00000000-0000-0000-0000-000000000000')::uuid,
                                  substr($1::text, 38))
     order by e.tenant_id, e.id
     limit $2::int`,
  fill: (rows: readonly LeapRow[]) => {
    const leaps = rows.flatMap(({ tenant_id: tenantId, id, leaps: of }) =>
      (of ?? []).map((leap) => ({
        ...leap,
        key: `${tenantId}/${id}`,
        resource: resourceOf(USERS.name, { tenantId, id }),
      })),
    );
    return {
      text: `
        insert into ${LIVE_SCHEMA}.accepted_gaps (resource, from_version, to_version, topic, key, event_id, accepted_by)
        select t.resource, t.from_version, t.to_version, $5::text, t.key, t.event_id, 'the upgrade'
          from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $6::uuid[])
               as t (resource, from_version, to_version, key, event_id)
            on conflict do nothing`,
      values: [
        leaps.map(({ resource }) => resource),
        leaps.map(({ from }) => from),
        leaps.map(({ to }) => to),
        leaps.map(({ key }) => key),
        USERS.name,
        leaps.map(({ event }) => event),
      ],
    };
  },
};

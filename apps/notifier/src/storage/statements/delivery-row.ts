import { namesIn } from '#postgres';
import { SHOWN_COLUMNS, type ShownColumn } from './delivery-columns.js';

/** Most events that one delivery names in an answer: an initial cycle has tens of thousands. `event_count` says how many. */
export const EVENT_IDS_SHOWN = 1_000;

/** What is in the row of `deliveries d`. */
export const OWN_COLUMNS = `
         ${namesIn(SHOWN_COLUMNS.map((name) => `d.${name}`))}`;

/**
 * Some of the events that the delivery with the id `id` covers, oldest first: its own, and of a digest those of what it has
 * gathered. A copy's are those of what it is a copy of. Each delivery's are looked up by the index, whatever the planner knows
 * of how many there are: by columns alone, because no expression over them may be asked before the policy is.
 */
export const coveredSql = (
  id: string,
  { after, limit }: { readonly after: string; readonly limit: string },
): string => {
  const of = (delivery: string): string => `
            select e.event_id
              from delivery_events e
             where e.delivery_id = ${delivery}
               and ${after}
             order by e.event_id
             limit ${limit}`;
  return `
          (${of(id)})
           union all
          (select copied.event_id
             from deliveries c
            cross join lateral (${of('c.copy_of')}) as copied
            where c.id = ${id})
           union all
          (select gathered.event_id
             from deliveries g
            cross join lateral (${of('g.id')}) as gathered
            where g.digest_id = ${id})
           union all
          (select gathered.event_id
             from deliveries g
            cross join lateral (${of('g.copy_of')}) as gathered
            where g.digest_id = ${id})
            order by event_id
            limit ${limit}`;
};

/** The events of the delivery with the id `id`. */
export const eventIdsSql = (id: string): string => `
         array(select covered.event_id::text
                 from (${coveredSql(id, { after: 'true', limit: String(EVENT_IDS_SHOWN) })}) as covered
                order by covered.event_id) as event_ids`;

/** The columns of a delivery in an answer, for `deliveries d`. */
export const DELIVERY_COLUMNS = `${OWN_COLUMNS},${eventIdsSql('d.id')}`;

/** About how many bytes a delivery is in an answer: mostly the ids of its events, of 39 bytes each. */
export const DELIVERY_BYTES = `400 + coalesce(octet_length(recipient), 0) + 39 * least(event_count, ${EVENT_IDS_SHOWN})`;

export interface DeliveryRow extends Record<ShownColumn, unknown> {
  readonly id: string;
  readonly made_at: Date;
  readonly template: string;
  readonly status: string;
  readonly recipient: string | null;
  readonly reason: string | null;
  readonly digest_id: string | null;
  readonly event_count: number;
  readonly due_at: Date;
  readonly attempts: number;
  readonly settled_at: Date | null;
  readonly event_ids: readonly string[];
}

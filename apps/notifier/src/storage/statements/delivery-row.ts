/** Most events that one delivery names in an answer: an initial cycle has tens of thousands. `event_count` says how many. */
export const EVENT_IDS_SHOWN = 1_000;

/** The columns of a delivery in an answer, for `deliveries d`. */
export const DELIVERY_COLUMNS = `
         d.id, d.made_at, d.template, d.status, d.recipient, d.reason, d.event_count, d.due_at, d.attempts, d.settled_at,
         array(select e.event_id::text
                 from delivery_events e
                where e.delivery_id = d.id
                order by e.event_id
                limit ${EVENT_IDS_SHOWN}) as event_ids`;

export interface DeliveryRow {
  readonly id: string;
  readonly made_at: Date;
  readonly template: string;
  readonly status: string;
  readonly recipient: string | null;
  readonly reason: string | null;
  readonly event_count: number;
  readonly due_at: Date;
  readonly attempts: number;
  readonly settled_at: Date | null;
  readonly event_ids: readonly string[];
}

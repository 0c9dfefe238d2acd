import type { Transaction } from '#postgres';
import { LANES } from '../lane.js';

/** Counts at most a million rows, so that a long outage does not make looking at it expensive. */
const MEASURE_BACKLOG = `
  select (select count(*) from (select 1 from outbox_unpublished limit 1000000) as bounded)::float8 as rows,
         coalesce((
           select extract(epoch from clock_timestamp() - min(o.recorded_at))
             from generate_series(0, $1::int4 - 1) as every(lane)
            cross join lateral (
              select u.id from outbox_unpublished as u where u.lane = every.lane order by u.id limit 1) as head
             join outbox as o on o.id = head.id), 0)::float8 as "oldestAgeSeconds"`;

export interface Backlog {
  /** Unpublished records of all lanes, whoever holds them; 1,000,000 stands for that many or more. */
  readonly rows: number;
  readonly oldestAgeSeconds: number;
}

export async function measureBacklog(relay: Transaction): Promise<Backlog> {
  const { rows } = await relay.query<Backlog & Record<string, unknown>>({
    name: 'outbox-backlog',
    text: MEASURE_BACKLOG,
    values: [LANES],
  });
  return rows[0] ?? { rows: 0, oldestAgeSeconds: 0 };
}

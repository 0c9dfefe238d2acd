import type { Pool } from 'pg';

/** One row a topic and kind; what was discarded waits for nobody. */
const SUM_PARKED = `
  select topic, kind, count(*)::int as count, min(parked_at) as since
    from parked_events
   where kind <> 'discarded'
   group by topic, kind
   order by topic, kind`;

export interface ParkedSum {
  readonly topic: string;
  readonly kind: string;
  readonly count: number;
  readonly since: Date;
}

export async function sumParked(pool: Pool): Promise<readonly ParkedSum[]> {
  const { rows } = await pool.query<ParkedSum>(SUM_PARKED);
  return rows;
}

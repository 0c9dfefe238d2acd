import type { Pool } from 'pg';

/** Few rows as a rule: parked events wait for a person. */
const COUNT_PARKED = `
  select topic, kind, count(*)::int as count
    from parked_events
   group by topic, kind`;

export interface ParkedCount {
  readonly topic: string;
  readonly kind: string;
  readonly count: number;
}

export async function countParked(pool: Pool): Promise<readonly ParkedCount[]> {
  const { rows } = await pool.query<ParkedCount>(COUNT_PARKED);
  return rows;
}

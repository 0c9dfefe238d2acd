import type { ClientBase, Pool } from 'pg';

/** Few rows as a rule: what is parked waits for a person. What was discarded waits for nobody. */
const COUNT_PARKED = `
  select topic, kind, count(*)::int as count
    from parked_events
   where kind <> 'discarded'
   group by topic, kind`;

export interface ParkedCount {
  readonly topic: string;
  readonly kind: string;
  readonly count: number;
}

export async function countParked(session: Pool | ClientBase): Promise<readonly ParkedCount[]> {
  const { rows } = await session.query<ParkedCount>(COUNT_PARKED);
  return rows;
}

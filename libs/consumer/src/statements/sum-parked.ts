import type { ClientBase, Pool } from 'pg';

/** One row a topic and kind, few as a rule: what is parked waits for a person. What was discarded waits for nobody. */
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

export async function sumParked(session: Pool | ClientBase): Promise<readonly ParkedSum[]> {
  const { rows } = await session.query<ParkedSum>(SUM_PARKED);
  return rows;
}

/** How many events are set aside, of whatever topic and kind. */
export async function countParked(session: Pool | ClientBase): Promise<number> {
  return (await sumParked(session)).reduce((sum, { count }) => sum + count, 0);
}

import type { Transaction } from '#postgres';

/**
 * Remembers the ids and returns those that were new, in lower case. An id that another transaction is just inserting
 * waits for its commit or rollback. `unnest` of an id that is there twice inserts it once.
 */
const REMEMBER_EVENTS = `
  insert into consumed_events (event_id)
  select unnest($1::uuid[])
  on conflict do nothing
  returning event_id`;

export async function rememberEvents(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ event_id: string }>({ name: 'consumer-remember', text: REMEMBER_EVENTS }, [ids]);
  return new Set(rows.map((row) => row.event_id));
}

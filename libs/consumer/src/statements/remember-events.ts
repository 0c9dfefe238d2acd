import { arrayText, type Transaction } from '#postgres';

/**
 * Remembers the ids and returns those that were new, in lower case. An id that another transaction is just inserting
 * waits for its commit or rollback. `unnest` of an id that is there twice inserts it once.
 *
 * Mostly all are new, and then nothing but that is said: a row for each took longer to send and to read than to insert.
 */
const REMEMBER_EVENTS = `
  with remembered as (
    insert into consumed_events (event_id)
    select unnest($1::uuid[])
    on conflict do nothing
    returning event_id
  )
  select case when count(*) < cardinality($1::uuid[]) then coalesce(array_agg(event_id), '{}') end as fresh
    from remembered`;

export async function rememberEvents(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ fresh: readonly string[] | null }>(
    { name: 'consumer-remember', text: REMEMBER_EVENTS },
    [arrayText(ids)],
  );
  return new Set(rows[0]?.fresh ?? ids.map((id) => id.toLowerCase()));
}

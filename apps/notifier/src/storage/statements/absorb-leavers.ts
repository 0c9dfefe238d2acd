import type { Transaction } from '#postgres';

const TAKE_EVENTS = `
  update delivery_events
     set delivery_id = $1::uuid
   where delivery_id = any($2::uuid[])`;

const TAKE_COUNTS = `
  update deliveries d
     set event_count = d.event_count + taken.events,
         last_event_at = greatest(d.last_event_at, taken.last_event_at)
    from (select sum(event_count)::int as events, max(last_event_at) as last_event_at
            from deliveries
           where id = any($2::uuid[])) as taken
   where d.id = $1::uuid`;

const REMOVE = `
  delete from deliveries
   where id = any($1::uuid[])`;

/** Makes one delivery of several that wait; all of them are locked by this transaction. Their events stay covered. */
export async function absorbLeavers(tx: Transaction, into: string, others: readonly string[]): Promise<void> {
  if (others.length === 0) return;
  await tx.query({ name: 'take-events', text: TAKE_EVENTS }, [into, others]);
  await tx.query({ name: 'take-counts', text: TAKE_COUNTS }, [into, others]);
  await tx.query({ name: 'remove-absorbed', text: REMOVE }, [others]);
}

import type { Transaction } from '#postgres';

const UNSEEN_EVENTS = `
  select event_id
    from unnest($1::uuid[]) as heard (event_id)
    left join lateral (
         select true as is_known
           from delivery_events known
          where known.event_id = heard.event_id
            and known.template = $2::text
          limit 1) as seen on true
   where seen.is_known is null`;

/** Those of the events that no mail of this template covers yet. */
export async function unseenEvents(
  tx: Transaction,
  eventIds: readonly string[],
  template: string,
): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query<{ event_id: string }>({ name: 'unseen-events', text: UNSEEN_EVENTS }, [
    eventIds,
    template,
  ]);
  return new Set(rows.map((row) => row.event_id));
}

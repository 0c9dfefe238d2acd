import type { Transaction } from '#postgres';

/** The group's row is locked by this transaction. An event that another mail of the template covers is not counted. */
const GROW_GROUP = `
  with added as (
    insert into delivery_events (event_id, template, tenant_id, delivery_id)
    select event_id, d.template, d.tenant_id, d.id
      from deliveries d, unnest($2::uuid[]) as heard (event_id)
     where d.id = $1::uuid
        on conflict (event_id, template) do nothing
    returning event_id
  )
  update deliveries
     set event_count = event_count + (select count(*) from added)::int,
         last_event_at = greatest(last_event_at, $3::timestamptz),
         facts = $4::jsonb
   where id = $1::uuid`;

export async function growGroup(
  tx: Transaction,
  id: string,
  growth: { readonly eventIds: readonly string[]; readonly lastEventAt: Date; readonly facts: unknown },
): Promise<void> {
  const values = [id, growth.eventIds, growth.lastEventAt, JSON.stringify(growth.facts)];
  await tx.query({ name: 'grow-group', text: GROW_GROUP }, values);
}

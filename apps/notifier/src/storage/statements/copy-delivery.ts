import type { Transaction } from '#postgres';

/** The delivery was released by this transaction: that happens once. A copy covers no events of its own. */
const COPY_DELIVERY = `
  insert into deliveries (id, tenant_id, template, made_at, status, recipient, recipient_name, facts, event_count,
                          last_event_at, traceparent, due_at, since, released_at, copy_of)
  select $2::uuid, d.tenant_id, d.template, d.made_at, 'pending', $3::text, d.recipient_name, d.facts, d.event_count,
         d.last_event_at, d.traceparent, d.due_at, d.since, d.released_at, d.id
    from deliveries d
   where d.id = $1::uuid
     and d.status = 'pending'
      on conflict (id) do nothing`;

export async function copyDelivery(
  tx: Transaction,
  id: string,
  copy: { readonly id: string; readonly recipient: string },
): Promise<void> {
  await tx.query({ name: 'copy-delivery', text: COPY_DELIVERY }, [id, copy.id, copy.recipient]);
}

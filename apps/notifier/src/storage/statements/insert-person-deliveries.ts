import { insertMany, valuesOf, type Transaction } from '#postgres';
import { DELIVERY, type PersonDelivery } from './delivery-columns.js';

const GIVEN = Object.entries(DELIVERY).filter(([, column]) => 'write' in column);

/** The parameter that has a column of all rows. */
const parameter = (column: keyof typeof DELIVERY): string => `$${GIVEN.findIndex(([name]) => name === column) + 1}`;

/**
 * One delivery per intent, and the event that it is about. The id is derived from event and template, so an intent that
 * was written before (the projection is folded again, the mails are not forgotten) meets its own row and changes nothing;
 * nor does one whose event has become another delivery's: that of a leaver who was gathered with others.
 */
const INSERT_PERSON_DELIVERIES = `
  with covered as (
    select *
      from unnest($${GIVEN.length + 1}::uuid[], ${parameter('template')}::text[], ${parameter('tenant_id')}::uuid[],
                  ${parameter('id')}::uuid[]) as covered (event_id, template, tenant_id, id)
  ),
  made as (${insertMany('deliveries', DELIVERY)}
     where not exists (
           select 1
             from covered
             join delivery_events known
               on known.event_id = covered.event_id
              and known.template = covered.template
            where covered.id = given.id)
        on conflict (id) do nothing
    returning id
  )
  insert into delivery_events (event_id, template, tenant_id, delivery_id)
  select event_id, template, tenant_id, id
    from covered
   where id in (select id from made)
      on conflict (event_id, template) do nothing`;

export async function insertPersonDeliveries(
  tx: Transaction,
  deliveries: readonly PersonDelivery[],
  now: Date,
): Promise<void> {
  if (deliveries.length === 0) return;
  const made = deliveries.map((delivery) => ({ ...delivery, now }));
  const values = [...valuesOf(DELIVERY, made), deliveries.map(({ eventId }) => eventId)];
  await tx.query({ name: 'insert-person-deliveries', text: INSERT_PERSON_DELIVERIES }, values);
}

import { withinBytes, type Found, type Transaction } from '#postgres';
import { DELIVERY_BYTES, eventIdsSql, OWN_COLUMNS, type DeliveryRow } from './delivery-row.js';

const matching = (more = '', columns = OWN_COLUMNS): string => `
  select ${columns}
    from deliveries d
   where d.tenant_id = $1::uuid
     and ($2::text[] is null or d.status = any($2::text[]))
     and ($3::timestamptz is null or (d.made_at, d.id) < ($3::timestamptz, $4::uuid))${more}
   order by d.made_at desc, d.id desc
   limit $5::int`;

// Only what was asked for is in the text: `$n is null or …` would hide it from the planner.
const OF_PERSON = `
     and d.person_id = $6::text`;
const OF_EVENT = `
     and d.id = any (array (
           with told as (
             select e.delivery_id as id
               from delivery_events e
              where e.event_id = $6::uuid
                and e.tenant_id = $1::uuid
           )
           select told.id
             from told
            union all
           select c.id
             from told
             join deliveries c
               on c.copy_of = told.id
              and c.tenant_id = $1::uuid))`;
const OF_BOTH = `${OF_PERSON}${OF_EVENT.replace('$6', '$7')}`;

// The events of those alone that are shown.
const listing = (name: string, more?: string, columns?: string) => ({
  name,
  text: withinBytes(matching(more, columns), {
    order: 'made_at desc, id desc',
    bytes: DELIVERY_BYTES,
    more: `,${eventIdsSql('sized.id')}`,
  }),
});

const LIST_DELIVERIES = listing('list-deliveries');
const LIST_OF_PERSON = listing('list-deliveries-of-person', OF_PERSON);
const LIST_OF_EVENT = listing('list-deliveries-of-event', OF_EVENT);
const LIST_OF_BOTH = listing('list-deliveries-of-both', OF_BOTH);
const LIST_OF_PEOPLE = listing(
  'list-deliveries-of-people',
  `
     and d.person_id = any($6::text[])`,
  `${OWN_COLUMNS}, d.person_id`,
);

export interface DeliveryPage {
  readonly tenantId: string;
  /** null: all. */
  readonly statuses: readonly string[] | null;
  readonly after: { readonly time: string; readonly id: string } | null;
  readonly limit: number;
  /** The id of a person: the mails about that one alone. */
  readonly personId?: string;
  readonly eventId?: string;
}

/** Newest first. The condition on the tenant is the policy's own, repeated for the index. */
export async function listDeliveries(tx: Transaction, page: DeliveryPage): Promise<(DeliveryRow & Found)[]> {
  const { personId, eventId } = page;
  const values = [page.tenantId, page.statuses, page.after?.time ?? null, page.after?.id ?? null, page.limit];
  const more = [personId, eventId].filter((id) => id !== undefined);
  const { rows } = await tx.query<DeliveryRow & Found>(statementFor(personId, eventId), [...values, ...more]);
  return rows;
}

/** The same of each of some people. */
export async function listDeliveriesOf(
  tx: Transaction,
  people: readonly string[],
  { tenantId, statuses, after, limit }: Omit<DeliveryPage, 'personId' | 'eventId'>,
): Promise<(DeliveryRow & Found & { readonly person_id: string })[]> {
  const values = [tenantId, statuses, after?.time ?? null, after?.id ?? null, limit, people];
  return (await tx.query<DeliveryRow & Found & { readonly person_id: string }>(LIST_OF_PEOPLE, values)).rows;
}

function statementFor(personId?: string, eventId?: string): { readonly name: string; readonly text: string } {
  if (personId !== undefined) return eventId === undefined ? LIST_OF_PERSON : LIST_OF_BOTH;
  return eventId === undefined ? LIST_DELIVERIES : LIST_OF_EVENT;
}

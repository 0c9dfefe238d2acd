import { withinBytes, type Found, type Transaction } from '#postgres';
import { DELIVERY_BYTES, eventIdsSql, OWN_COLUMNS, type DeliveryRow } from './delivery-row.js';

const MATCHING = `
  select ${OWN_COLUMNS}
    from deliveries d
   where d.tenant_id = $1::uuid
     and ($2::text[] is null or d.status = any($2::text[]))
     and ($3::timestamptz is null or (d.made_at, d.id) < ($3::timestamptz, $4::uuid))
   order by d.made_at desc, d.id desc
   limit $5::int`;

// The events of those alone that are shown.
const LIST_DELIVERIES = withinBytes(MATCHING, {
  order: 'made_at desc, id desc',
  bytes: DELIVERY_BYTES,
  more: `,${eventIdsSql('sized.id')}`,
});

export interface DeliveryPage {
  readonly tenantId: string;
  /** null: all. */
  readonly statuses: readonly string[] | null;
  readonly after: { readonly time: string; readonly id: string } | null;
  readonly limit: number;
}

/** Newest first. The condition on the tenant is the policy's own, repeated for the index. */
export async function listDeliveries(tx: Transaction, page: DeliveryPage): Promise<(DeliveryRow & Found)[]> {
  const values = [page.tenantId, page.statuses, page.after?.time ?? null, page.after?.id ?? null, page.limit];
  const { rows } = await tx.query<DeliveryRow & Found>({ name: 'list-deliveries', text: LIST_DELIVERIES }, values);
  return rows;
}

import type { Transaction } from '#postgres';

const LIST_COVERED_EVENTS = `
  select event_id::text
    from delivery_events
   where tenant_id = $1::uuid
     and delivery_id = $2::uuid
     and ($3::uuid is null or event_id > $3::uuid)
   order by event_id
   limit $4::int`;

export interface CoveredPage {
  readonly tenantId: string;
  readonly deliveryId: string;
  readonly after: string | null;
  readonly limit: number;
}

/** Oldest first: UUIDv7 grow with time. */
export async function listCoveredEvents(tx: Transaction, page: CoveredPage): Promise<string[]> {
  const { rows } = await tx.query<{ event_id: string }>({ name: 'list-covered-events', text: LIST_COVERED_EVENTS }, [
    page.tenantId,
    page.deliveryId,
    page.after,
    page.limit,
  ]);
  return rows.map((row) => row.event_id);
}

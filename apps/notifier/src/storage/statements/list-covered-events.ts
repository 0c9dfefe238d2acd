import type { Transaction } from '#postgres';
import { coveredSql } from './delivery-row.js';

const OF_TENANT_AFTER = 'e.tenant_id = $1::uuid and ($3::uuid is null or e.event_id > $3::uuid)';

const LIST_COVERED_EVENTS = `
  select covered.event_id::text
    from (${coveredSql('$2::uuid', { after: OF_TENANT_AFTER, limit: '$4::int' })}) as covered
   order by covered.event_id`;

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

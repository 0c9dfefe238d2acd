import type { Transaction } from '#postgres';
import { DELIVERY_COLUMNS, type DeliveryRow } from './delivery-row.js';

const FIND_DELIVERY = `
  select ${DELIVERY_COLUMNS}
    from deliveries d
   where d.tenant_id = $1::uuid
     and d.id = $2::uuid`;

export async function findDelivery(tx: Transaction, tenantId: string, id: string): Promise<DeliveryRow | null> {
  const { rows } = await tx.query<DeliveryRow>({ name: 'find-delivery', text: FIND_DELIVERY }, [tenantId, id]);
  return rows[0] ?? null;
}

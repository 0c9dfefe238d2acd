import type { Transaction } from '#postgres';

const CLOSE_CYCLE = `
  update cycles
     set is_closed = true
   where tenant_id = $1::uuid`;

export async function closeCycle(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query({ name: 'close-cycle', text: CLOSE_CYCLE }, [tenantId]);
}

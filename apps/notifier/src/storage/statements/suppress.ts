import type { Transaction } from '#postgres';
import type { SuppressReason } from '../../rules/intent.js';

/** The row is locked by this transaction. What the mail would have said is forgotten. */
const SUPPRESS = `
  update deliveries
     set status = 'suppressed',
         reason = $2::text,
         facts = null,
         settled_at = $3::timestamptz
   where id = $1::uuid
     and status = 'waiting'`;

export async function suppress(tx: Transaction, id: string, why: { reason: SuppressReason; now: Date }): Promise<void> {
  await tx.query({ name: 'suppress', text: SUPPRESS }, [id, why.reason, why.now]);
}

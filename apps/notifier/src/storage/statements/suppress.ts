import type { Transaction } from '#postgres';
import type { SuppressReason } from '../../rules/intent.js';

/** The row is locked by this transaction, which has read it as `status`. What the mail would have said is forgotten. */
const suppressed = (status: 'waiting' | 'pending'): string => `
  update deliveries
     set status = 'suppressed',
         reason = $2::text,
         facts = null,
         settled_at = $3::timestamptz
   where id = $1::uuid
     and status = '${status}'`;

const SUPPRESS = suppressed('waiting');
const SUPPRESS_PENDING = suppressed('pending');

export async function suppress(tx: Transaction, id: string, why: { reason: SuppressReason; now: Date }): Promise<void> {
  await tx.query({ name: 'suppress', text: SUPPRESS }, [id, why.reason, why.now]);
}

export async function suppressPending(tx: Transaction, id: string, reason: string, now: Date): Promise<void> {
  await tx.query({ name: 'suppress-pending', text: SUPPRESS_PENDING }, [id, reason, now]);
}

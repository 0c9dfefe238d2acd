import type { Transaction } from '#postgres';

/** The row is locked by this transaction, which has read it as `pending`. What the mail would have said is forgotten. */
const SUPPRESS_PENDING = `
  update deliveries
     set status = 'suppressed',
         reason = $2::text,
         facts = null,
         settled_at = $3::timestamptz
   where id = $1::uuid
     and status = 'pending'`;

const POSTPONE_PENDING = `
  update deliveries
     set due_at = $2::timestamptz
   where id = $1::uuid
     and status = 'pending'`;

export async function suppressPending(tx: Transaction, id: string, reason: string, now: Date): Promise<void> {
  await tx.query({ name: 'suppress-pending', text: SUPPRESS_PENDING }, [id, reason, now]);
}

export async function postponePending(tx: Transaction, id: string, until: Date): Promise<void> {
  await tx.query({ name: 'postpone-pending', text: POSTPONE_PENDING }, [id, until]);
}

import type { Transaction } from '#postgres';

/** The row is locked by this transaction, which has read it as `status`. */
const postponed = (status: 'waiting' | 'pending'): string => `
  update deliveries
     set due_at = $2::timestamptz
   where id = $1::uuid
     and status = '${status}'`;

const POSTPONE = postponed('waiting');
const POSTPONE_PENDING = postponed('pending');

/** A group is looked at again at `dueAt`. */
export async function postpone(tx: Transaction, id: string, dueAt: Date): Promise<void> {
  await tx.query({ name: 'postpone', text: POSTPONE }, [id, dueAt]);
}

export async function postponePending(tx: Transaction, id: string, until: Date): Promise<void> {
  await tx.query({ name: 'postpone-pending', text: POSTPONE_PENDING }, [id, until]);
}

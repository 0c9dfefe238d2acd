import type { Transaction } from '#postgres';

/** The row is locked by this transaction. */
const POSTPONE = `
  update deliveries
     set due_at = $2::timestamptz
   where id = $1::uuid
     and status = 'waiting'`;

/** A group is looked at again at `dueAt`. */
export async function postpone(tx: Transaction, id: string, dueAt: Date): Promise<void> {
  await tx.query({ name: 'postpone', text: POSTPONE }, [id, dueAt]);
}

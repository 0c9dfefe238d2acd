import type { Transaction } from '#postgres';

/** The row is locked by this transaction: nothing has happened to it since it was read as `waiting`. */
const RELEASE = `
  update deliveries
     set status = 'pending',
         recipient = $2::text,
         recipient_name = $3::text,
         facts = coalesce($5::jsonb, facts),
         due_at = $4::timestamptz,
         since = $4::timestamptz,
         released_at = $4::timestamptz
   where id = $1::uuid
     and status = 'waiting'`;

/** Addresses a waiting delivery: it may be sent from `now` on. */
export async function release(
  tx: Transaction,
  id: string,
  to: { readonly recipient: string; readonly recipientName: string; readonly now: Date; readonly facts?: unknown },
): Promise<void> {
  const facts = to.facts === undefined ? null : JSON.stringify(to.facts);
  await tx.query({ name: 'release', text: RELEASE }, [id, to.recipient, to.recipientName, to.now, facts]);
}

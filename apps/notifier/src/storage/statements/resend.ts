import type { Transaction } from '#postgres';

/**
 * Two persons who resend at once: the second finds it `pending` and changes nothing. The number of attempts stays: an
 * answer to the uncertain one that still comes is told apart from the next attempt's by it.
 */
const RESEND = `
  update deliveries
     set status = 'pending',
         reason = null,
         due_at = $3::timestamptz,
         since = $3::timestamptz,
         refusals = 0,
         settled_at = null
   where tenant_id = $1::uuid
     and id = $2::uuid
     and status in ('uncertain', 'failed')`;

export async function resend(tx: Transaction, which: { tenantId: string; id: string }, now: Date): Promise<boolean> {
  const { rowCount } = await tx.query({ name: 'resend', text: RESEND }, [which.tenantId, which.id, now]);
  return rowCount === 1;
}

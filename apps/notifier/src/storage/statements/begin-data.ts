import type { Transaction } from '#postgres';

/**
 * Committed before the message's first byte. No row: the lease has expired or another attempt has begun, and this one
 * must not write; that is what keeps a process which was stopped for a while from sending what another has sent since.
 */
const BEGIN_DATA = `
  update deliveries
     set phase = 'data'
   where id = $1::uuid
     and attempts = $2::int
     and status = 'sending'
     and phase = 'envelope'
     and lease_until > $3::timestamptz`;

export async function beginData(
  tx: Transaction,
  claim: { readonly id: string; readonly attempts: number },
  now: Date,
): Promise<boolean> {
  const { rowCount } = await tx.query({ name: 'begin-data', text: BEGIN_DATA }, [claim.id, claim.attempts, now]);
  return rowCount === 1;
}

import type { Transaction } from '#postgres';

/**
 * Deliveries whose process has not come back. Before DATA the server cannot have the message: again. From DATA on nobody
 * knows: `uncertain`, for a person to decide. Two processes that do this at once: the second finds nothing left.
 */
const EXPIRE_LEASES = `
  update deliveries
     set status = case phase when 'data' then 'uncertain' else 'pending' end,
         reason = case phase when 'data' then 'the sender stopped after DATA' else 'the sender stopped before DATA' end,
         due_at = $1::timestamptz,
         settled_at = case phase when 'data' then $1::timestamptz end,
         phase = null,
         lease_until = null
   where status = 'sending'
     and lease_until <= $1::timestamptz
  returning status`;

export async function expireLeases(tx: Transaction, now: Date): Promise<{ uncertain: number; again: number }> {
  const { rows } = await tx.query<{ status: string }>({ name: 'expire-leases', text: EXPIRE_LEASES }, [now]);
  const uncertain = rows.filter((row) => row.status === 'uncertain').length;
  return { uncertain, again: rows.length - uncertain };
}

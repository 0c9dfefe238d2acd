import type { Transaction } from '#postgres';

/**
 * What became of one attempt. An answer that comes late still counts: over `uncertain` (the lease expired meanwhile), and
 * an acceptance even over `pending` (somebody resent, and nothing has been sent yet). Not over a later attempt.
 */
const RECORD_ATTEMPT = `
  update deliveries
     set status = $3::text,
         reason = $4::text,
         due_at = coalesce($5::timestamptz, due_at),
         refusals = refusals + $6::int,
         phase = null,
         lease_until = null,
         facts = case when $3::text = 'accepted' then null else facts end,
         settled_at = case when $3::text = 'pending' then null else $7::timestamptz end
   where id = $1::uuid
     and attempts = $2::int
     and (status in ('sending', 'uncertain') or (status = 'pending' and $3::text = 'accepted'))`;

export interface AttemptRecord {
  readonly id: string;
  readonly attempts: number;
  readonly status: string;
  readonly reason: string | null;
  readonly dueAt: Date | null;
  readonly wasRefused: boolean;
  readonly now: Date;
}

export async function recordAttempt(tx: Transaction, record: AttemptRecord): Promise<boolean> {
  const { rowCount } = await tx.query({ name: 'record-attempt', text: RECORD_ATTEMPT }, [
    record.id,
    record.attempts,
    record.status,
    record.reason,
    record.dueAt,
    record.wasRefused ? 1 : 0,
    record.now,
  ]);
  return rowCount === 1;
}

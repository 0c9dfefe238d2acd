import type { Transaction } from '#postgres';

/**
 * For one process; the row is locked by this transaction. Committed before the process speaks to the mail server. A crash
 * leaves `sending` and a lease that expires: see expire-leases. The age at which it is given up begins with its first attempt:
 * while it is held (its tenant is suspended, its mailbox had enough, nobody sends) the server has refused nothing.
 */
const CLAIM_DELIVERY = `
  update deliveries d
     set status = 'sending',
         phase = 'envelope',
         attempts = d.attempts + 1,
         since = case when d.attempts = 0 then $3::timestamptz else d.since end,
         lease_until = $2::timestamptz
   where d.id = $1::uuid
     and d.status = 'pending'
  returning d.id, d.tenant_id, d.template, d.recipient, d.recipient_name, d.facts, d.attempts, d.refusals, d.since,
            d.traceparent, (select t.name from tenants t where t.tenant_id = d.tenant_id) as tenant_name`;

export interface ClaimedRow {
  readonly id: string;
  readonly tenant_id: string | null;
  readonly template: string;
  readonly recipient: string;
  readonly recipient_name: string | null;
  readonly facts: unknown;
  readonly attempts: number;
  readonly refusals: number;
  readonly since: Date;
  readonly traceparent: string | null;
  readonly tenant_name: string | null;
}

export async function claimDelivery(
  tx: Transaction,
  id: string,
  { now, leaseUntil }: { readonly now: Date; readonly leaseUntil: Date },
): Promise<ClaimedRow | null> {
  const values = [id, leaseUntil, now];
  const { rows } = await tx.query<ClaimedRow>({ name: 'claim-delivery', text: CLAIM_DELIVERY }, values);
  return rows[0] ?? null;
}

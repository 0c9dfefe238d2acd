import type { Transaction } from '#postgres';

/**
 * For one process; the row is locked by this transaction. Committed before the process speaks to the mail server. A crash
 * leaves `sending` and a lease that expires: see expire-leases.
 */
const CLAIM_DELIVERY = `
  update deliveries d
     set status = 'sending',
         phase = 'envelope',
         attempts = d.attempts + 1,
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

export async function claimDelivery(tx: Transaction, id: string, leaseUntil: Date): Promise<ClaimedRow | null> {
  const { rows } = await tx.query<ClaimedRow>({ name: 'claim-delivery', text: CLAIM_DELIVERY }, [id, leaseUntil]);
  return rows[0] ?? null;
}

import type { Transaction } from '#postgres';
import type { UserEvent } from '#contracts';

/** Asked when a parked event is released, by a person: once in a while, so the tenant's deliveries may be looked through. */
const TOLD_SINCE = `
  select 1
    from deliveries
   where tenant_id = $1::uuid
     and person_id = $2::text
     and last_event_at > $3::timestamptz
     and status <> 'suppressed'
   limit 1`;

/** True when there is a mail about a later event of the person than this one. */
export async function isToldSince(tx: Transaction, event: UserEvent): Promise<boolean> {
  const { rows } = await tx.query(TOLD_SINCE, [event.tenantId, event.subject, event.time]);
  return rows.length > 0;
}

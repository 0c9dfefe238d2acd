import type { Transaction } from '#postgres';
import { deliveryId } from '../rules/delivery-id.js';
import { admit } from '../rules/recipient.js';
import { loadStanding } from '../storage/statements/load-standing.js';

const REMEMBER = `
  insert into told_domains (tenant_id, domain, told_at)
  values ($1::uuid, $2::text, $3::timestamptz)
      on conflict do nothing`;

/** About the events of the mail that was not sent: each is covered by this one, too, under its own template. */
const TELL = `
  with made as (
    insert into deliveries (id, tenant_id, template, made_at, status, recipient, recipient_name, facts, event_count,
                            last_event_at, traceparent, due_at, since, released_at)
    select $2::uuid, d.tenant_id, 'domain', $3::timestamptz, 'pending', $4::text, '', $5::jsonb, d.event_count,
           d.last_event_at, d.traceparent, $3::timestamptz, $3::timestamptz, $3::timestamptz
      from deliveries d
     where d.id = $1::uuid
        on conflict (id) do nothing
    returning id, tenant_id
  )
  insert into delivery_events (event_id, template, tenant_id, delivery_id)
  select e.event_id, 'domain', made.tenant_id, made.id
    from made, delivery_events e
   where e.delivery_id = $1::uuid
      on conflict (event_id, template) do nothing`;

export interface UntoldMail {
  readonly id: string;
  readonly tenantId: string;
  readonly domain: string;
}

/** Tells the tenant's notification address, once for each domain, that mails into it are not sent. */
export async function tellDomain(tx: Transaction, { id, tenantId, domain }: UntoldMail, now: Date): Promise<void> {
  const { tenant } = await loadStanding(tx, tenantId, '');
  if (tenant?.notificationAddress == null) return;
  const { notificationAddress: recipient } = tenant;
  const standing = await loadStanding(tx, tenantId, recipient);
  // Nobody reads it yet: of the next mail into that domain it may be told.
  if (admit(recipient, 'domain', standing).kind !== 'admitted') return;
  const { rowCount } = await tx.query({ name: 'remember-domain', text: REMEMBER }, [tenantId, domain, now]);
  if (rowCount !== 1) return;
  const values = [id, deliveryId('domain', id), now, recipient, JSON.stringify({ domain })];
  await tx.query({ name: 'tell-domain', text: TELL }, values);
}

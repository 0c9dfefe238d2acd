import { nameKeys } from '#contracts';
import type { Transaction } from '#postgres';

/**
 * One delivery per intent, and the event that it is about. The id is derived from event and template, so an intent that
 * was written before (the projection is folded again, the mails are not forgotten) meets its own row and changes nothing;
 * nor does one whose event has become another delivery's: that of a leaver who was gathered with others.
 */
const INSERT_PERSON_DELIVERIES = `
  with made as (
    insert into deliveries (id, tenant_id, template, made_at, status, reason, person_id, manager_id, facts,
                            event_count, last_event_at, traceparent, due_at, since, settled_at, manager_key, person_version)
    select id, tenant_id, template, $11::timestamptz, status, reason, person_id, manager_id, facts,
           1, last_event_at, traceparent, due_at, $11::timestamptz,
           case when status = 'suppressed' then $11::timestamptz end, manager_key, person_version
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[],
                  $9::timestamptz[], $10::text[], $12::timestamptz[], $13::uuid[], $14::text[], $15::bigint[])
           as intent (id, tenant_id, template, status, reason, person_id, manager_id, facts, last_event_at, traceparent,
                      due_at, event_id, manager_key, person_version)
     where not exists (
           select 1
             from delivery_events known
            where known.event_id = intent.event_id
              and known.template = intent.template)
        on conflict (id) do nothing
    returning id
  )
  insert into delivery_events (event_id, template, tenant_id, delivery_id)
  select event_id, template, tenant_id, id
    from unnest($13::uuid[], $3::text[], $2::uuid[], $1::uuid[]) as covered (event_id, template, tenant_id, id)
   where id in (select id from made)
      on conflict (event_id, template) do nothing`;

export interface PersonDelivery {
  readonly id: string;
  readonly tenantId: string;
  readonly template: string;
  readonly status: 'waiting' | 'suppressed';
  readonly reason: string | null;
  readonly personId: string;
  readonly personVersion: number;
  readonly managerId: string | null;
  /** JSON text; null for what is never sent. */
  readonly facts: string | null;
  readonly eventId: string;
  readonly eventAt: Date;
  readonly traceparent: string | null;
  readonly dueAt: Date;
}

export async function insertPersonDeliveries(
  tx: Transaction,
  deliveries: readonly PersonDelivery[],
  now: Date,
): Promise<void> {
  if (deliveries.length === 0) return;
  const column = <Key extends keyof PersonDelivery>(key: Key): PersonDelivery[Key][] =>
    deliveries.map((row) => row[key]);
  await tx.query({ name: 'insert-person-deliveries', text: INSERT_PERSON_DELIVERIES }, [
    column('id'),
    column('tenantId'),
    column('template'),
    column('status'),
    column('reason'),
    column('personId'),
    column('managerId'),
    column('facts'),
    column('eventAt'),
    column('traceparent'),
    now,
    column('dueAt'),
    column('eventId'),
    deliveries.map(({ managerId }) => (managerId === null ? null : nameKeys(managerId).mailKey)),
    column('personVersion'),
  ]);
}

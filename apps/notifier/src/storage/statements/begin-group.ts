import type { Transaction } from '#postgres';
import type { GroupKey } from './lock-group.js';

/** Another partition may begin the same group at the same moment: the second waits for the first and gets null. */
const BEGIN_GROUP = `
  insert into deliveries (id, tenant_id, template, group_key, made_at, status, event_count, last_event_at, traceparent,
                          due_at, since)
  values ($1::uuid, $2::uuid, $3::text, $4::text, $5::timestamptz, 'waiting', 0, $6::timestamptz, $7::text,
          $8::timestamptz, $5::timestamptz)
      on conflict (tenant_id, template, group_key) where status = 'waiting' and group_key is not null do nothing
  returning id`;

export interface NewGroup {
  readonly id: string;
  readonly group: GroupKey;
  readonly now: Date;
  readonly lastEventAt: Date;
  readonly traceparent: string | null;
  readonly dueAt: Date;
}

export async function beginGroup(tx: Transaction, begun: NewGroup): Promise<boolean> {
  const { group } = begun;
  const { rowCount } = await tx.query({ name: 'begin-group', text: BEGIN_GROUP }, [
    begun.id,
    group.tenantId,
    group.template,
    group.key,
    begun.now,
    begun.lastEventAt,
    begun.traceparent,
    begun.dueAt,
  ]);
  return rowCount === 1;
}

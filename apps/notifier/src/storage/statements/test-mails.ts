import type { Transaction } from '#postgres';

const ENSURE = `
  select pg_advisory_xact_lock(hashtext('rollcall test mail'), hashtext($1::text))`;

/** Read after the lock: of two that ask at once, the second sees the mail of the first. */
const LAST = `
  select d.id, d.made_at, d.status, d.reason, d.recipient
    from test_mails t
    join deliveries d on d.id = t.delivery_id
   where t.tenant_id = $1::uuid`;

/** The mail and the memory of it in one statement. It is about no event. */
const ADD = `
  with mail as (
    insert into deliveries (id, tenant_id, template, made_at, status, recipient, recipient_name, facts, event_count,
                            last_event_at, due_at, since, released_at)
    values ($2::uuid, $1::uuid, 'test', $3::timestamptz, 'pending', $4::text, '', $5::jsonb, 0, $3::timestamptz,
            $3::timestamptz, $3::timestamptz, $3::timestamptz)
    returning id, tenant_id
  )
  insert into test_mails (tenant_id, delivery_id)
  select tenant_id, id
    from mail
      on conflict (tenant_id) do update
     set delivery_id = excluded.delivery_id`;

export interface TestMailRow {
  readonly id: string;
  readonly made_at: Date;
  readonly status: string;
  readonly reason: string | null;
  readonly recipient: string;
}

export async function lockTestMails(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query({ name: 'lock-test-mails', text: ENSURE }, [tenantId]);
}

export async function lastTestMail(tx: Transaction, tenantId: string): Promise<TestMailRow | null> {
  const { rows } = await tx.query<TestMailRow & object>({ name: 'last-test-mail', text: LAST }, [tenantId]);
  return rows[0] ?? null;
}

export async function addTestMail(
  tx: Transaction,
  mail: { readonly tenantId: string; readonly id: string; readonly recipient: string; readonly at: Date },
): Promise<void> {
  const { tenantId, id, recipient, at } = mail;
  const facts = JSON.stringify({ askedAt: at.toISOString() });
  await tx.query({ name: 'add-test-mail', text: ADD }, [tenantId, id, at, recipient, facts]);
}

import type { Transaction } from '#postgres';
import type { TestMailRow } from './test-mails.js';

const LAST = `
  select d.id, d.made_at, d.status, d.reason, d.recipient
    from deliveries d
   where d.tenant_id = $1::uuid
     and d.template = 'test'
     and d.group_key = $2::text
     and d.released_at = (
         select max(l.released_at)
           from deliveries l
          where l.tenant_id = $1::uuid
            and l.template = 'test'
            and l.group_key = $2::text)
   order by d.id`;

/** About no event. */
const ADD = `
  insert into deliveries (id, tenant_id, template, group_key, made_at, status, recipient, recipient_name, facts, event_count,
                          last_event_at, due_at, since, released_at)
  values ($1::uuid, $2::uuid, 'test', $3::text, $4::timestamptz, 'pending', $5::text, '', $6::jsonb, 0, $4::timestamptz,
          $4::timestamptz, $4::timestamptz, $4::timestamptz)`;

export interface OfConnection {
  readonly tenantId: string;
  readonly connectionId: string;
}

/** The mails that the last test of a connection made, one for each address. */
export async function lastTestMails(tx: Transaction, { tenantId, connectionId }: OfConnection): Promise<TestMailRow[]> {
  const { rows } = await tx.query<TestMailRow & object>({ name: 'last-test-mails', text: LAST }, [
    tenantId,
    connectionId,
  ]);
  return rows;
}

export async function addConnectionTestMail(
  tx: Transaction,
  { tenantId, connectionId }: OfConnection,
  mail: { readonly id: string; readonly recipient: string; readonly at: Date },
): Promise<void> {
  const facts = JSON.stringify({ askedAt: mail.at.toISOString() });
  const values = [mail.id, tenantId, connectionId, mail.at, mail.recipient, facts];
  await tx.query({ name: 'add-connection-test-mail', text: ADD }, values);
}

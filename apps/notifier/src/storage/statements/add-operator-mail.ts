import type { Transaction } from '#postgres';

/** One statement: the mail and the memory of it. The row of `operator_notice` is locked by this transaction. */
const ADD_OPERATOR_MAIL = `
  with mail as (
    insert into deliveries (id, tenant_id, template, made_at, status, recipient, recipient_name, facts, event_count,
                            last_event_at, due_at, since, released_at)
    values ($1::uuid, null, 'operator', $2::timestamptz, 'pending', $3::text, '', $4::jsonb, 0, $2::timestamptz,
            $2::timestamptz, $2::timestamptz, $2::timestamptz)
    returning id
  )
  update operator_notice n
     set delivery_id = mail.id,
         kind = $5::text
    from mail
   where n.singular`;

export interface OperatorMail {
  readonly id: string;
  readonly now: Date;
  readonly recipient: string;
  readonly facts: unknown;
  readonly kind: 'trouble' | 'clear';
}

export async function addOperatorMail(tx: Transaction, mail: OperatorMail): Promise<void> {
  await tx.query({ name: 'add-operator-mail', text: ADD_OPERATOR_MAIL }, [
    mail.id,
    mail.now,
    mail.recipient,
    JSON.stringify(mail.facts),
    mail.kind,
  ]);
}

import type { Transaction } from '#postgres';

const ENSURE_NOTICE = `
  insert into operator_notice (singular)
  values (true)
      on conflict (singular) do nothing`;

/**
 * Locked until the transaction ends: of two replicas that see the same trouble the second reads what the first has written.
 * A crash leaves either both the mail and this row, or neither.
 */
const LOCK_NOTICE = `
  select delivery_id, kind
    from operator_notice
   where singular
     for update`;

/** A statement of its own: one that waited for the lock would join with what it saw before it waited. */
const READ_MAIL = `
  select status, greatest(made_at, settled_at) as at
    from deliveries
   where id = $1::uuid`;

/** The last mail to the operator. */
export interface NoticeRow {
  readonly deliveryId: string;
  readonly kind: 'trouble' | 'clear';
  readonly status: string;
  readonly at: Date;
}

export async function lockNotice(tx: Transaction): Promise<NoticeRow | null> {
  await tx.query({ name: 'ensure-notice', text: ENSURE_NOTICE });
  const { rows } = await tx.query<{ delivery_id: string | null; kind: NoticeRow['kind'] | null }>({
    name: 'lock-notice',
    text: LOCK_NOTICE,
  });
  const { delivery_id: deliveryId = null, kind = null } = rows[0] ?? {};
  if (deliveryId === null || kind === null) return null;
  const mails = await tx.query<{ status: string; at: Date }>({ name: 'read-notice', text: READ_MAIL }, [deliveryId]);
  const [mail] = mails.rows;
  return mail === undefined ? null : { deliveryId, kind, ...mail };
}

import { createHash } from 'node:crypto';
import { mailboxKey } from '#contracts';
import type { Transaction } from '#postgres';
import type { MailboxCount } from '../../rules/caps.js';

const COUNT = `
  select coalesce(sum(sent) filter (where tenant_id = $3::uuid), 0)::int as of_tenant,
         coalesce(sum(sent), 0)::int as of_all
    from mailbox_counts
   where period = $1::bigint
     and mailbox = $2::bytea`;

const ADD = `
  insert into mailbox_counts as c (period, mailbox, tenant_id, sent)
  values ($1::bigint, $2::bytea, $3::uuid, 1)
      on conflict (period, mailbox, tenant_id) do update
     set sent = c.sent + 1`;

const FORGET = `
  delete from mailbox_counts
   where period < $1::bigint`;

/** A mailbox whatever the case of its address and the script of its domain; `anna+1@` and `an.na@` are others: what they mean is their server's business. */
export function mailboxHash(address: string): Buffer {
  return createHash('sha256').update(mailboxKey(address)).digest();
}

export interface MailboxOf {
  readonly period: number;
  readonly recipient: string;
  readonly tenantId: string;
}

export async function countMailbox(tx: Transaction, { period, recipient, tenantId }: MailboxOf): Promise<MailboxCount> {
  const values = [period, mailboxHash(recipient), tenantId];
  const { rows } = await tx.query<{ of_tenant: number; of_all: number }>(
    { name: 'count-mailbox', text: COUNT },
    values,
  );
  return { ofTenant: rows[0]?.of_tenant ?? 0, ofAll: rows[0]?.of_all ?? 0 };
}

export async function addToMailbox(tx: Transaction, { period, recipient, tenantId }: MailboxOf): Promise<void> {
  await tx.query({ name: 'add-to-mailbox', text: ADD }, [period, mailboxHash(recipient), tenantId]);
}

export async function forgetMailboxes(tx: Transaction, before: number): Promise<void> {
  await tx.query({ name: 'forget-mailboxes', text: FORGET }, [before]);
}

import type { Transaction } from '#postgres';
import type { DueRow } from './next-due.js';

const BEGIN = `
  insert into deliveries (id, tenant_id, template, group_key, made_at, status, recipient, recipient_name, event_count,
                          last_event_at, traceparent, due_at, since)
  select $2::uuid, d.tenant_id, 'digest', $3::text, $4::timestamptz, 'waiting', d.recipient, d.recipient_name, 0,
         d.last_event_at, null, $5::timestamptz, $4::timestamptz
    from deliveries d
   where d.id = $1::uuid
      on conflict (tenant_id, template, group_key) where status = 'waiting' and group_key is not null do nothing`;

const LOCK = `
  select id, facts
    from deliveries
   where tenant_id = $1::uuid
     and template = 'digest'
     and group_key = $2::text
     and status = 'waiting'
     for update`;

const GROW = `
  update deliveries
     set facts = $2::jsonb,
         event_count = event_count + $3::int,
         last_event_at = greatest(last_event_at, $4::timestamptz)
   where id = $1::uuid`;

const FACTS = `
  select facts
    from deliveries
   where id = $1::uuid`;

const GATHERED = `
  update deliveries
     set status = 'gathered',
         reason = 'over the cap of the mailbox',
         digest_id = $2::uuid,
         facts = null,
         settled_at = $3::timestamptz
   where id = $1::uuid
     and status = 'pending'`;

const RELEASE = `
  update deliveries
     set status = 'pending',
         due_at = $1::timestamptz,
         since = $1::timestamptz,
         released_at = $1::timestamptz
   where status = 'waiting'
     and template = 'digest'
     and due_at <= $1::timestamptz`;

export interface GrowingDigest {
  readonly id: string;
  readonly facts: unknown;
}

/** The digest that the mailbox's mails of this period are gathered into, begun if there is none; null: try again. */
export async function digestFor(
  tx: Transaction,
  due: DueRow,
  digest: { readonly id: string; readonly key: string; readonly now: Date; readonly dueAt: Date },
): Promise<GrowingDigest | null> {
  const { id, key, now, dueAt } = digest;
  await tx.query({ name: 'begin-digest', text: BEGIN }, [due.id, id, key, now, dueAt]);
  const { rows } = await tx.query<GrowingDigest>({ name: 'lock-mailbox-digest', text: LOCK }, [due.tenant_id, key]);
  return rows[0] ?? null;
}

export async function factsOf(tx: Transaction, id: string): Promise<unknown> {
  return (await tx.query<{ facts: unknown }>({ name: 'facts-of', text: FACTS }, [id])).rows[0]?.facts;
}

/** Both rows are locked by this transaction. The events stay where they are: the digest covers them through the mail. */
export async function gatherInto(
  tx: Transaction,
  due: DueRow,
  digest: { readonly id: string; readonly facts: unknown; readonly now: Date },
): Promise<void> {
  const { id, facts, now } = digest;
  const values = [id, JSON.stringify(facts), due.event_count, due.last_event_at];
  await tx.query({ name: 'grow-mailbox-digest', text: GROW }, values);
  await tx.query({ name: 'gathered', text: GATHERED }, [due.id, id, now]);
}

/** @returns how many digests may be sent from now on */
export async function releaseDigests(tx: Transaction, now: Date): Promise<number> {
  return (await tx.query({ name: 'release-digests', text: RELEASE }, [now])).rowCount ?? 0;
}

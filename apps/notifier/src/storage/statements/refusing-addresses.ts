import type { Transaction } from '#postgres';
import type { OfAddress } from './confirmations.js';

/** Locks the row: of two mails that are refused at once, the second sees that the others were told. */
const NOTE = `
  insert into refusing_addresses as r (tenant_id, address, code, since, last_at)
  values ($1::uuid, $2::text, $3::text, $4::timestamptz, $4::timestamptz)
      on conflict (tenant_id, address) do update
     set code = excluded.code,
         last_at = greatest(r.last_at, excluded.last_at)
  returning code, since, last_at as "lastAt", told_at as "toldAt"`;

const TOLD = `
  update refusing_addresses
     set told_at = $3::timestamptz
   where tenant_id = $1::uuid
     and address = $2::text`;

const FORGET = `
  delete from refusing_addresses
   where tenant_id = $1::uuid
     and address = $2::text`;

const FORGET_OTHERS = `
  delete from refusing_addresses
   where tenant_id = $1::uuid
     and address <> all ($2::text[])`;

const FIND = `
  select code, since, last_at as "lastAt", told_at as "toldAt"
    from refusing_addresses
   where tenant_id = $1::uuid
     and address = $2::text`;

/** About no event. */
const TELL = `
  insert into deliveries (id, tenant_id, template, made_at, status, recipient, recipient_name, facts, event_count,
                          last_event_at, due_at, since, released_at)
  values ($1::uuid, $2::uuid, 'refusing', $3::timestamptz, 'pending', $4::text, '', $5::jsonb, 0, $3::timestamptz,
          $3::timestamptz, $3::timestamptz, $3::timestamptz)
      on conflict (id) do nothing`;

export interface Refusing {
  /** As the mail server answered: `550 5.1.1`. */
  readonly code: string;
  readonly since: Date;
  readonly lastAt: Date;
  readonly toldAt: Date | null;
}

export async function noteRefusing(
  tx: Transaction,
  { tenantId, address }: OfAddress,
  { code, now }: { readonly code: string; readonly now: Date },
): Promise<Refusing | null> {
  const values = [tenantId, address, code, now];
  return (await tx.query<Refusing & object>({ name: 'note-refusing', text: NOTE }, values)).rows[0] ?? null;
}

export async function markTold(tx: Transaction, { tenantId, address }: OfAddress, now: Date): Promise<void> {
  await tx.query({ name: 'mark-refusing-told', text: TOLD }, [tenantId, address, now]);
}

export async function forgetRefusing(tx: Transaction, { tenantId, address }: OfAddress): Promise<void> {
  await tx.query({ name: 'forget-refusing', text: FORGET }, [tenantId, address]);
}

/** What is no notification address any more is none that refuses. */
export async function forgetOtherRefusing(tx: Transaction, tenantId: string, addresses: string[]): Promise<void> {
  await tx.query({ name: 'forget-other-refusing', text: FORGET_OTHERS }, [tenantId, addresses]);
}

/** null: it does not refuse. */
export async function findRefusing(tx: Transaction, { tenantId, address }: OfAddress): Promise<Refusing | null> {
  const { rows } = await tx.query<Refusing & object>({ name: 'find-refusing', text: FIND }, [tenantId, address]);
  return rows[0] ?? null;
}

export async function tellRefusing(
  tx: Transaction,
  mail: { readonly id: string; readonly tenantId: string; readonly recipient: string; readonly facts: object },
  now: Date,
): Promise<void> {
  const values = [mail.id, mail.tenantId, now, mail.recipient, JSON.stringify(mail.facts)];
  await tx.query({ name: 'tell-refusing', text: TELL }, values);
}

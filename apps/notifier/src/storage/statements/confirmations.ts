import { mailKey } from '#contracts';
import type { Transaction } from '#postgres';

/**
 * Once for an address, and again when it is set again and the link has run out meanwhile. Of whom no mail has gone to, because it
 * needed none at its turn, nobody was asked.
 */
const WANT = `
  insert into confirmations as c (tenant_id, address, mail_to, ask_at)
  values ($1::uuid, $2::text, $3::text, $4::timestamptz)
      on conflict (tenant_id, address) do update
     set mail_to = excluded.mail_to,
         ask_at = excluded.ask_at
   where c.confirmed_at is null
     and c.ask_at is null
     and (c.asked_at is null or ($5::boolean and c.asked_at <= $6::timestamptz))`;

/** By a person's word: at once, or as soon as the day's mails allow. */
const WANT_NOW = `
  insert into confirmations as c (tenant_id, address, mail_to, ask_at)
  values ($1::uuid, $2::text, $3::text, $4::timestamptz)
      on conflict (tenant_id, address) do update
     set mail_to = excluded.mail_to,
         ask_at = greatest(c.ask_at, excluded.ask_at)
   where c.confirmed_at is null`;

const DUE = `
  select tenant_id as "tenantId", address, mail_to as "mailTo"
    from confirmations
   where ask_at <= $1::timestamptz
   order by ask_at
   limit $2::int`;

const ASKED_IN_PERIOD = `
  select coalesce(sum(asked_in_period), 0)::int as asked
    from confirmations
   where tenant_id = $1::uuid
     and period = $2::bigint`;

const ASK_AT = `
  update confirmations
     set ask_at = $3::timestamptz
   where tenant_id = $1::uuid
     and address = $2::text`;

/** The mail and the memory of it in one statement. It is about no event. */
const ASK = `
  with mail as (
    insert into deliveries (id, tenant_id, template, made_at, status, recipient, recipient_name, event_count, last_event_at,
                            due_at, since, released_at)
    select $3::uuid, tenant_id, 'confirmation', $4::timestamptz, 'pending', mail_to, '', 0, $4::timestamptz,
           $4::timestamptz, $4::timestamptz, $4::timestamptz
      from confirmations
     where tenant_id = $1::uuid
       and address = $2::text
  )
  update confirmations
     set ask_at = null,
         asked_at = $4::timestamptz,
         asked_in_period = case when period = $5::bigint then asked_in_period else 0 end + 1,
         period = $5::bigint
   where tenant_id = $1::uuid
     and address = $2::text`;

const NOT_ASKED = `
  update confirmations
     set asked_at = null
   where tenant_id = $1::uuid
     and address = $2::text`;

/** The mail that goes out now has the only link that is good. */
const GIVE_LINK = `
  update confirmations
     set token_hash = $3::bytea,
         expires_at = $4::timestamptz
   where tenant_id = $1::uuid
     and address = $2::text`;

const FIND_LINK = `
  select tenant_id as "tenantId", address, confirmed_at is not null as "isConfirmed"
    from confirmations
   where token_hash = $1::bytea
     and expires_at > $2::timestamptz
     for update`;

const CONFIRM = `
  update confirmations
     set confirmed_at = $3::timestamptz,
         ask_at = null
   where tenant_id = $1::uuid
     and address = $2::text`;

export interface OfAddress {
  readonly tenantId: string;
  /** As `mailKey` has it. */
  readonly address: string;
}

export interface Wanted {
  readonly tenantId: string;
  readonly mailTo: string;
  readonly askAt: Date;
}

/** @param again whether the address was set anew @param askedBefore how long ago one must have been asked to be asked again */
export async function wantConfirmation(
  tx: Transaction,
  { tenantId, mailTo, askAt }: Wanted,
  { again, askedBefore }: { readonly again: boolean; readonly askedBefore: Date },
): Promise<void> {
  const values = [tenantId, mailKey(mailTo), mailTo, askAt, again, askedBefore];
  await tx.query({ name: 'want-confirmation', text: WANT }, values);
}

export async function wantConfirmationNow(tx: Transaction, { tenantId, mailTo, askAt }: Wanted): Promise<void> {
  await tx.query({ name: 'want-confirmation-now', text: WANT_NOW }, [tenantId, mailKey(mailTo), mailTo, askAt]);
}

export async function dueConfirmations(
  tx: Transaction,
  now: Date,
  limit: number,
): Promise<(OfAddress & { readonly mailTo: string })[]> {
  return (await tx.query<OfAddress & { mailTo: string }>({ name: 'due-confirmations', text: DUE }, [now, limit])).rows;
}

export async function askedInPeriod(tx: Transaction, tenantId: string, period: number): Promise<number> {
  const { rows } = await tx.query<{ asked: number }>({ name: 'asked-in-period', text: ASKED_IN_PERIOD }, [
    tenantId,
    period,
  ]);
  return rows[0]?.asked ?? 0;
}

/** @param askAt null: nothing is to be asked any more */
export async function askLater(tx: Transaction, { tenantId, address }: OfAddress, askAt: Date | null): Promise<void> {
  await tx.query({ name: 'ask-later', text: ASK_AT }, [tenantId, address, askAt]);
}

export async function askNow(
  tx: Transaction,
  { tenantId, address }: OfAddress,
  mail: { readonly id: string; readonly now: Date; readonly period: number },
): Promise<void> {
  await tx.query({ name: 'ask-now', text: ASK }, [tenantId, address, mail.id, mail.now, mail.period]);
}

/** The mail that was to ask is not sent, and never was. */
export async function markNotAsked(tx: Transaction, { tenantId, address }: OfAddress): Promise<void> {
  await tx.query({ name: 'mark-not-asked', text: NOT_ASKED }, [tenantId, address]);
}

export async function giveLink(
  tx: Transaction,
  { tenantId, address }: OfAddress,
  link: { readonly hash: Buffer; readonly expiresAt: Date },
): Promise<void> {
  await tx.query({ name: 'give-link', text: GIVE_LINK }, [tenantId, address, link.hash, link.expiresAt]);
}

/** Whose link it is, locked; null: nobody's, or no longer. */
export async function findLink(
  tx: Transaction,
  hash: Buffer,
  now: Date,
): Promise<(OfAddress & { readonly isConfirmed: boolean }) | null> {
  const { rows } = await tx.query<OfAddress & { isConfirmed: boolean }>({ name: 'find-link', text: FIND_LINK }, [
    hash,
    now,
  ]);
  return rows[0] ?? null;
}

export async function markConfirmed(tx: Transaction, { tenantId, address }: OfAddress, now: Date): Promise<void> {
  await tx.query({ name: 'mark-confirmed', text: CONFIRM }, [tenantId, address, now]);
}

import { migration } from '#postgres';

const WRITER = 'rollcall_notifier';
const API = 'rollcall_notifier_reader';

/** Whose turn it is to be mailed for, how much of its rate a tenant has used, and how many mails a mailbox has had. */
export const Turns1764000000032 = migration('Turns1764000000032', () => UP);

const STATUSES = `'waiting', 'pending', 'sending', 'accepted', 'uncertain', 'failed', 'suppressed'`;

const UP = [
  `create table mailing.turns (
     tenant_id uuid primary key,
     last_at timestamptz not null,
     tokens double precision not null,
     refilled_at timestamptz not null
   )`,
  // The mailbox is a hash: what is counted is not who.
  `create table mailing.mailbox_counts (
     period bigint not null,
     mailbox bytea not null,
     tenant_id uuid not null,
     sent integer not null,
     primary key (period, mailbox, tenant_id)
   )`,
  ...['turns', 'mailbox_counts'].flatMap((table) => [
    `alter table mailing.${table} enable row level security`,
    `create policy works_for_all on mailing.${table} to ${WRITER} using (true) with check (true)`,
    `grant select, insert, update, delete on mailing.${table} to ${WRITER}`,
  ]),
  // The digest that a mail was gathered into.
  'alter table mailing.deliveries add column digest_id uuid',
  `grant select (digest_id) on mailing.deliveries to ${API}`,
  'alter table mailing.deliveries drop constraint deliveries_status_check',
  `alter table mailing.deliveries add constraint deliveries_status_check
     check (status in (${STATUSES}, 'gathered')) not valid`,
];

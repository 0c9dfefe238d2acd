import { migration } from '#postgres';

const WRITER = 'rollcall_notifier';

/**
 * Notification addresses outside proved domains: who was asked by a link, and who has confirmed it. Beside the record of the
 * mails, because no replay can tell it. Of a link its hash is kept. `acts`: what was done here and the topic has not been
 * told yet.
 */
export const Confirmations1764000000051 = migration('Confirmations1764000000051', () => UP);

const UP = [
  `create table mailing.confirmations (
     tenant_id uuid not null,
     address text not null,
     mail_to text not null,
     ask_at timestamptz,
     asked_at timestamptz,
     period bigint,
     asked_in_period integer not null default 0,
     token_hash bytea unique,
     expires_at timestamptz,
     confirmed_at timestamptz,
     primary key (tenant_id, address)
   )`,
  `create index confirmations_due on mailing.confirmations (ask_at) where ask_at is not null`,
  `create table mailing.acts (
     id uuid primary key,
     topic text not null,
     key text not null,
     headers jsonb not null,
     value text not null
   )`,
  ...['confirmations', 'acts'].flatMap((table) => [
    `alter table mailing.${table} enable row level security`,
    `create policy works_for_all on mailing.${table} to ${WRITER} using (true) with check (true)`,
  ]),
  `grant select, insert, update on mailing.confirmations to ${WRITER}`,
  // `for update` of what waits asks for the right to change it.
  `grant select, insert, update, delete on mailing.acts to ${WRITER}`,
];

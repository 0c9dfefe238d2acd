import { migration } from '#postgres';

const WRITER = 'rollcall_notifier';

/** What would have been mailed about what shadow connections decided, counted; and how far their topic was read. */
export const ShadowMails1764000000120 = migration('ShadowMails1764000000120', () => [
  `create table mailing.shadow_mails (
     tenant_id uuid not null,
     connection_id text not null,
     minute timestamptz not null,
     kind text not null,
     count bigint not null,
     primary key (tenant_id, connection_id, minute, kind)
   )`,
  `create table mailing.shadow_offsets (
     partition integer primary key,
     next bigint not null
   )`,
  ...['shadow_mails', 'shadow_offsets'].flatMap((table) => [
    `alter table mailing.${table} enable row level security`,
    `create policy works_for_all on mailing.${table} to ${WRITER} using (true) with check (true)`,
    `grant select, insert, update on mailing.${table} to ${WRITER}`,
  ]),
]);

import { migration } from '#postgres';

/**
 * `addresses`: where mails about a connection go, by its id; null where no event has said so yet. `copy_of`: a mail that goes
 * to several is a delivery for each; the first covers the events, the others are copies of it. `refusing_addresses`:
 * notification addresses whose mail server refuses, since when, and when the others were told. Checks: as migration 1764000000070.
 */
export const ConnectionAddresses1764000000073 = migration('ConnectionAddresses1764000000073', () => [
  'alter table projection.tenants add column addresses jsonb',
  'alter table mailing.deliveries add column copy_of uuid',
  'grant select (copy_of) on mailing.deliveries to rollcall_notifier_reader',
  'alter table mailing.deliveries drop constraint deliveries_template_check',
  `alter table mailing.deliveries add constraint deliveries_template_check
     check (template in ('joiner', 'leaver', 'refusals', 'initial-cycle', 'operator', 'domain', 'confirmation', 'digest',
                         'credential', 'test', 'refusing'))
     not valid`,
  `create table mailing.refusing_addresses (
     tenant_id uuid not null,
     address text not null,
     code text not null,
     since timestamptz not null,
     last_at timestamptz not null,
     told_at timestamptz,
     primary key (tenant_id, address)
   )`,
  'alter table mailing.refusing_addresses enable row level security',
  'create policy works_for_all on mailing.refusing_addresses to rollcall_notifier using (true) with check (true)',
  'grant select, insert, update, delete on mailing.refusing_addresses to rollcall_notifier',
]);

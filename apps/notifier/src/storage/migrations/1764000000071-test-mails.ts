import { migration } from '#postgres';

/** As migration 1764000000070; and which test mail of a tenant was the last. */
export const TestMails1764000000071 = migration('TestMails1764000000071', () => [
  'alter table mailing.deliveries drop constraint deliveries_template_check',
  `alter table mailing.deliveries add constraint deliveries_template_check
     check (template in ('joiner', 'leaver', 'refusals', 'initial-cycle', 'operator', 'domain', 'confirmation', 'digest',
                         'credential', 'test'))
     not valid`,
  `create table mailing.test_mails (
     tenant_id uuid primary key,
     delivery_id uuid not null references mailing.deliveries (id)
   )`,
  `alter table mailing.test_mails enable row level security`,
  `create policy works_for_all on mailing.test_mails to rollcall_notifier using (true) with check (true)`,
  `grant select, insert, update on mailing.test_mails to rollcall_notifier`,
]);

import { migration } from '#postgres';

/** A mail for each approval that is asked for at the console. Checks: as migration 1764000000070. */
export const ApprovalMails1764000000100 = migration('ApprovalMails1764000000100', () => [
  'alter table mailing.deliveries drop constraint deliveries_template_check',
  `alter table mailing.deliveries add constraint deliveries_template_check
     check (template in ('joiner', 'leaver', 'refusals', 'initial-cycle', 'operator', 'domain', 'confirmation', 'digest',
                         'credential', 'test', 'refusing', 'emergency', 'approval'))
     not valid`,
]);

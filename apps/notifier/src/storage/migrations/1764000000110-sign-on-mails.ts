import { migration } from '#postgres';

/** A mail for each reminder that what single sign-on is locked with ends. Checks: as migration 1764000000070. */
export const SignOnMails1764000000110 = migration('SignOnMails1764000000110', () => [
  'alter table mailing.deliveries drop constraint deliveries_template_check',
  `alter table mailing.deliveries add constraint deliveries_template_check
     check (template in ('joiner', 'leaver', 'refusals', 'initial-cycle', 'operator', 'domain', 'confirmation', 'digest',
                         'credential', 'test', 'refusing', 'emergency', 'approval', 'sign-on'))
     not valid`,
]);

import { migration } from '#postgres';

/** A mail for each use of an emergency account of the console. Checks: as migration 1764000000070. */
export const EmergencyMails1764000000090 = migration('EmergencyMails1764000000090', () => [
  'alter table mailing.deliveries drop constraint deliveries_template_check',
  `alter table mailing.deliveries add constraint deliveries_template_check
     check (template in ('joiner', 'leaver', 'refusals', 'initial-cycle', 'operator', 'domain', 'confirmation', 'digest',
                         'credential', 'test', 'refusing', 'emergency'))
     not valid`,
]);

import { migration } from '#postgres';

/** Not validated: what is stored fits the narrower check that it replaces, and a scan of the table would keep writers out. */
export const CredentialMails1764000000070 = migration('CredentialMails1764000000070', () => [
  'alter table mailing.deliveries drop constraint deliveries_template_check',
  `alter table mailing.deliveries add constraint deliveries_template_check
     check (template in ('joiner', 'leaver', 'refusals', 'initial-cycle', 'operator', 'domain', 'confirmation', 'digest',
                         'credential'))
     not valid`,
]);

import { migration } from '#postgres';

/**
 * Mails to the operator of the installation are deliveries without a tenant: no tenant's reader sees them, because the policy
 * compares with the tenant. The checks are not validated: what is stored fits the narrower one that they replace, and a scan
 * of the table would keep writers out.
 */
export const OperatorMail1764000000020 = migration('OperatorMail1764000000020', () => UP);

const UP = [
  'alter table mailing.deliveries alter column tenant_id drop not null',
  'alter table mailing.deliveries drop constraint deliveries_template_check',
  `alter table mailing.deliveries add constraint deliveries_template_check
     check (template in ('joiner', 'leaver', 'refusals', 'initial-cycle', 'operator')) not valid`,
  `alter table mailing.deliveries add constraint deliveries_of_a_tenant
     check ((tenant_id is null) = (template = 'operator')) not valid`,
  `create table mailing.operator_notice (
     singular boolean primary key default true check (singular),
     delivery_id uuid references mailing.deliveries (id),
     kind text check (kind in ('trouble', 'clear'))
   )`,
  'grant select, insert, update on mailing.operator_notice to rollcall_notifier',
];

import { deliverableDomain } from '#contracts';
import { migration } from '#postgres';

const WRITER = 'rollcall_notifier';

/**
 * Who may be mailed. `grandfathered`: what was mailed in the 90 days before domains were kept, and the notification addresses
 * of then; it lies beside the record of the mails, which no replay can tell. `told_domains`: of which domains without
 * proof the tenant has been told.
 */
export const Recipients1764000000031 = migration('Recipients1764000000031', async (runner) => {
  for (const statement of UP) await runner.query(statement);
  const mailed = (await runner.query(MAILED)) as readonly Mailed[];
  const domains = mailed.flatMap(({ tenant_id: tenantId, domain }) => {
    const name = deliverableDomain(`x@${domain}`);
    return name === null ? [] : [{ tenantId, value: name }];
  });
  await runner.query(KEEP_DOMAINS, [domains.map(({ tenantId }) => tenantId), domains.map(({ value }) => value)]);
  await runner.query(KEEP_ADDRESSES);
});

interface Mailed {
  readonly tenant_id: string;
  readonly domain: string;
}

const UP = [
  'alter table projection.tenants add column domains jsonb',
  `create table mailing.grandfathered (
     tenant_id uuid not null,
     kind text not null check (kind in ('domain', 'address')),
     value text not null,
     primary key (tenant_id, kind, value)
   )`,
  `create table mailing.told_domains (
     tenant_id uuid not null,
     domain text not null,
     told_at timestamptz not null,
     primary key (tenant_id, domain)
   )`,
  ...['grandfathered', 'told_domains'].flatMap((table) => [
    `alter table mailing.${table} enable row level security`,
    `create policy works_for_all on mailing.${table} to ${WRITER} using (true) with check (true)`,
    `grant select, insert, delete on mailing.${table} to ${WRITER}`,
  ]),
  'alter table mailing.deliveries drop constraint deliveries_template_check',
  `alter table mailing.deliveries add constraint deliveries_template_check
     check (template in ('joiner', 'leaver', 'refusals', 'initial-cycle', 'operator', 'domain', 'confirmation', 'digest'))
     not valid`,
];

const MAILED = `
  select distinct tenant_id, lower(substring(recipient from '@([^@]+)$')) as domain
    from mailing.deliveries
   where status = 'accepted'
     and tenant_id is not null
     and settled_at > now() - interval '90 days'`;

const KEEP_DOMAINS = `
  insert into mailing.grandfathered (tenant_id, kind, value)
  select tenant_id, 'domain', value
    from unnest($1::uuid[], $2::text[]) as kept (tenant_id, value)
      on conflict do nothing`;

const KEEP_ADDRESSES = `
  insert into mailing.grandfathered (tenant_id, kind, value)
  select tenant_id, 'address', lower(normalize(notification_address, nfkc))
    from projection.tenants
   where notification_address is not null
      on conflict do nothing`;

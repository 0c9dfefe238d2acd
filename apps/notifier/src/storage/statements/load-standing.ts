import { deliverableDomain, mailKey, type DomainState } from '#contracts';
import type { Transaction } from '#postgres';
import type { Standing } from '../../rules/recipient.js';

const LOAD_STANDING = `
  select t.tenant_id is not null as is_known, t.notification_address, t.addresses, t.domains,
         exists (select from grandfathered g
                  where g.tenant_id = asked.tenant_id and g.kind = 'domain' and g.value = $2::text) as is_domain_kept,
         exists (select from grandfathered g
                  where g.tenant_id = asked.tenant_id and g.kind = 'address' and g.value = $3::text)
         or exists (select from confirmations c
                     where c.tenant_id = asked.tenant_id and c.address = $3::text and c.confirmed_at is not null)
         as is_address_kept
    from (values ($1::uuid)) as asked (tenant_id)
    left join tenants t
      on t.tenant_id = asked.tenant_id`;

interface Row {
  is_known: boolean;
  notification_address: string | null;
  addresses: Readonly<Record<string, readonly string[]>> | null;
  domains: readonly { name: string; state: DomainState }[] | null;
  is_domain_kept: boolean;
  is_address_kept: boolean;
}

/** What is known of the tenant and the address now. */
export async function loadStanding(tx: Transaction, tenantId: string, recipient: string): Promise<Standing> {
  const values = [tenantId, deliverableDomain(recipient), mailKey(recipient)];
  const { rows } = await tx.query<Row>({ name: 'load-standing', text: LOAD_STANDING }, values);
  const [row] = rows;
  return {
    tenant:
      row?.is_known === true
        ? { notificationAddress: row.notification_address, addresses: row.addresses ?? {}, domains: row.domains }
        : null,
    isDomainGrandfathered: row?.is_domain_kept === true,
    isAddressConfirmed: row?.is_address_kept === true,
  };
}

import type { QueryRunner } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { MAX_NAMED_CONNECTIONS } from '#contracts';
import { outboxInsert } from '#outbox';
import { tenantChanged, type NamedConnection, type TenantState } from '../../tenants/tenant-changed.js';
import type { Tenant } from '../../tenants/tenant.js';

const AT_ONCE = 200;

/**
 * One TenantChanged, with the tenant's next version, for each tenant `t` of which `told` is true; in the migration's
 * transaction, so exactly once. It takes the rows of tenants as a change of their settings does; SCIM reads and writes do
 * not wait for that.
 */
export async function announceTenants(
  runner: QueryRunner,
  told: string,
  state: Pick<TenantState, 'domains'> = {},
): Promise<void> {
  for (let last = '00000000-0000-0000-0000-000000000000'; ;) {
    const values = [last, AT_ONCE, MAX_NAMED_CONNECTIONS];
    const tenants = (await runner.query(nextVersions(told), values)) as readonly Named[];
    const end = tenants.at(-1);
    if (end === undefined) return;
    const events = tenants.map(({ connections, ...tenant }) =>
      tenantChanged(
        uuid(),
        { tenant, connections: connections ?? [], ...state },
        { requestId: uuid(), traceparent: null },
      ),
    );
    const insert = outboxInsert(events);
    await runner.query(insert.text, insert.values);
    last = end.id;
  }
}

type Named = Omit<Tenant, 'timeZone'> & { readonly connections: NamedConnection[] | null };

const nextVersions = (told: string): string => `
  with chosen as (
    select t.id
      from tenants t
     where t.id > $1::uuid
       and ${told}
     order by t.id
     limit $2::int
       for no key update
  ),
  changed as (
    update tenants t
       set version = t.version + 1,
           changed_at = greatest(t.changed_at, now())
      from chosen
     where t.id = chosen.id
    returning t.*
  )
  select id, name, notification_address as "notificationAddress", unknown_attributes as "unknownAttributes", version,
         created_at as "createdAt", changed_at as "changedAt",
         (select json_agg(json_build_object('id', c.id, 'name', c.name) order by c.id)
            from (select n.id, n.name
                    from connections n
                   where n.tenant_id = changed.id
                   order by n.id desc
                   limit $3::int) c) as connections
    from changed
   order by id`;

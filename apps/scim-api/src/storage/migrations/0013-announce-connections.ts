import type { MigrationInterface, QueryRunner } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { outboxInsert } from '#outbox';
import { tenantChanged, type NamedConnection } from '../../tenants/tenant-changed.js';
import type { Tenant } from '../../tenants/tenant.js';

const AT_ONCE = 200;

/**
 * Tells the readers of the topics what the connections are called that were made before events said so: one
 * TenantChanged, with the tenant's next version, for each tenant that has any; in the migration's transaction, so exactly
 * once. It takes the rows of tenants as a change of their settings does; SCIM reads and writes do not wait for that.
 */
export class AnnounceConnections0013 implements MigrationInterface {
  readonly name = 'AnnounceConnections1764000000013';

  async up(runner: QueryRunner): Promise<void> {
    for (let last = '00000000-0000-0000-0000-000000000000'; ;) {
      const tenants = (await runner.query(NEXT_VERSIONS, [last, AT_ONCE])) as readonly Named[];
      const end = tenants.at(-1);
      if (end === undefined) return;
      const { text, values } = outboxInsert(
        tenants.map(({ connections, ...tenant }) =>
          tenantChanged(uuid(), { tenant, connections }, { requestId: uuid(), traceparent: null }),
        ),
      );
      await runner.query(text, values);
      last = end.id;
    }
  }

  async down(): Promise<void> {
    // What was told stays true.
  }
}

type Named = Tenant & { readonly connections: NamedConnection[] };

const NEXT_VERSIONS = `
  with chosen as (
    select t.id
      from tenants t
     where t.id > $1::uuid
       and exists (select 1 from connections c where c.tenant_id = t.id)
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
            from connections c
           where c.tenant_id = changed.id) as connections
    from changed
   order by id`;

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { MAX_NAMED_CONNECTIONS } from '#contracts';
import { outboxInsert } from '#outbox';
import { tenantChanged, type NamedConnection } from '../../tenants/tenant-changed.js';
import type { Tenant } from '../../tenants/tenant.js';

const AT_ONCE = 200;

/**
 * Tells the readers of the topics that domains are kept now, and that no tenant has one yet: one TenantChanged, with the
 * tenant's next version, for each; in the migration's transaction, so exactly once. What was mailed before goes on being
 * mailed: that is the notifier's to know.
 */
export class AnnounceDomains0017 implements MigrationInterface {
  readonly name = 'AnnounceDomains1764000000017';

  async up(runner: QueryRunner): Promise<void> {
    for (let last = '00000000-0000-0000-0000-000000000000'; ;) {
      const tenants = (await runner.query(NEXT_VERSIONS, [last, AT_ONCE, MAX_NAMED_CONNECTIONS])) as readonly Named[];
      const end = tenants.at(-1);
      if (end === undefined) return;
      const { text, values } = outboxInsert(
        tenants.map(({ connections, ...tenant }) =>
          tenantChanged(
            uuid(),
            { tenant, connections: connections ?? [], domains: [] },
            { requestId: uuid(), traceparent: null },
          ),
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

type Named = Tenant & { readonly connections: NamedConnection[] | null };

const NEXT_VERSIONS = `
  with chosen as (
    select t.id
      from tenants t
     where t.id > $1::uuid
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

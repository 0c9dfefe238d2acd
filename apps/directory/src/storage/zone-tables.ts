import { evenTenants } from '#postgres';
import { DATABASE } from './database.js';
import { readByScope } from './tenant-policy.js';

/**
 * Where the days of tenants end, for a schema of any name: of those whose events have said so. Those from before there was the
 * setting say nothing and leave nothing here, so that what has read them before it knew the setting has the same as a rebuild.
 */
export function zoneTables(schema: string): string[] {
  const { directory: writer, reader } = DATABASE.roles;
  return [
    `create table ${schema}.tenant_zones (
       tenant_id uuid primary key,
       version integer not null,
       time_zone text collate "C" not null
     )`,
    `grant select, insert, update on ${schema}.tenant_zones to ${writer}`,
    `alter table ${schema}.tenant_zones enable row level security`,
    `create policy writer on ${schema}.tenant_zones to ${writer} using (true) with check (true)`,
    ...readByScope(schema, 'tenant_zones', reader),
    ...evenTenants(schema, 'tenant_zones'),
  ];
}

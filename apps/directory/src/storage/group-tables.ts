import { evenTenants } from '#postgres';
import { DATABASE } from './database.js';
import { readByScope } from './tenant-policy.js';

/**
 * Groups and who is in them, for a schema of any name. The writer keeps the rows of all tenants; a member stands once in a
 * group, and is found by its own id for the groups that somebody is in.
 */
export function groupTables(schema: string): string[] {
  const { directory: writer, reader } = DATABASE.roles;
  return [
    `create table ${schema}.groups (
       tenant_id uuid not null,
       id text collate "C" not null,
       version integer not null,
       changed_at timestamptz not null,
       deleted boolean not null,
       display_name text collate "C",
       name_key text collate "C",
       external_id text collate "C",
       member_count integer not null default 0,
       primary key (tenant_id, id),
       check (deleted = (display_name is null) and deleted = (name_key is null)),
       check (not deleted or external_id is null)
     ) with (fillfactor = 80)`,
    `create index groups_by_name on ${schema}.groups (tenant_id, name_key, id) where name_key is not null`,
    `create table ${schema}.group_members (
       tenant_id uuid not null,
       group_id text collate "C" not null,
       member_id text collate "C" not null,
       is_group boolean not null,
       primary key (tenant_id, group_id, member_id)
     )`,
    `create index group_members_by_member on ${schema}.group_members (tenant_id, member_id, group_id)`,
    `grant select, insert, update on ${schema}.groups to ${writer}`,
    `grant select, insert, delete on ${schema}.group_members to ${writer}`,
    ...['groups', 'group_members'].flatMap((table) => [
      `alter table ${schema}.${table} enable row level security`,
      `create policy writer on ${schema}.${table} to ${writer} using (true) with check (true)`,
      ...readByScope(schema, table, reader),
      ...evenTenants(schema, table),
    ]),
  ];
}

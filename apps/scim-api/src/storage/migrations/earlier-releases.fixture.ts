import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ConnectionSettings0002 } from './0002-connection-settings.js';
import { CreateScim0001 } from './0001-create-scim.js';
import { CustomAttributes0004 } from './0004-custom-attributes.js';

// What the releases before did to a database without users: migrations 0003, 0005 and 0006 as they were then, each in one
// transaction with its backfill and its indexes.

const SCIM = 'rollcall_scim';
const SHARDS = 16;

const SEARCH_COLUMNS = [
  `alter table users add display_name_key text, add employee_number text`,
  `create extension if not exists pg_trgm schema public`,
  `create extension if not exists btree_gin schema public`,
  `create index users_display_name on users using gin (tenant_id, display_name_key gin_trgm_ops)
    where display_name_key is not null`,
  `create index users_employee_number on users (tenant_id, employee_number) where employee_number is not null`,
  `create function users_by_display_name(pattern text)
     returns setof uuid
     language sql stable security definer set search_path = public, pg_temp
     as $$
       select u.id
         from users u
        where u.tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
          and u.display_name_key like pattern
     $$`,
  `revoke all on function users_by_display_name(text) from public`,
  `grant execute on function users_by_display_name(text) to ${SCIM}`,
];

const RESOURCE_COUNTS = [
  `create table resource_counts (
     tenant_id uuid not null,
     resource_type text not null check (resource_type in ('User', 'Group')),
     shard integer not null check (shard >= 0 and shard < ${SHARDS}),
     total bigint not null,
     primary key (tenant_id, resource_type, shard)
   ) with (fillfactor = 50)`,
  `alter table resource_counts enable row level security`,
  `create policy resource_counts_tenant on resource_counts to ${SCIM}
     using (tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid)`,
  `grant select on resource_counts to ${SCIM}`,
  `create function count_resources()
     returns trigger
     language plpgsql security definer set search_path = pg_catalog, public
     as $$
     begin
       insert into public.resource_counts as c
       select tenant_id, tg_argv[0], pg_backend_pid() % ${SHARDS}, tg_argv[1]::integer * count(*)
         from changed
        group by tenant_id
        order by tenant_id
           on conflict (tenant_id, resource_type, shard) do update set total = c.total + excluded.total;
       return null;
     end
     $$`,
  `revoke all on function count_resources() from public`,
  ...counted('users', 'User'),
  ...counted('groups', 'Group'),
];
function counted(table: string, type: string): string[] {
  const trigger = (name: string, event: string, rows: string, sign: number): string =>
    `create trigger ${table}_${name} after ${event} on ${table} referencing ${rows} table as changed
       for each statement execute function count_resources('${type}', '${sign}')`;
  return [
    trigger('came', 'insert', 'new', 1),
    trigger('went', 'delete', 'old', -1),
    `insert into resource_counts
     select tenant_id, '${type}', 0, count(*)
       from ${table}
      group by tenant_id`,
  ];
}

const NAME_GRAMS = [
  `alter table users add display_name_grams int4[]`,
  `drop index users_display_name`,
  `drop function users_by_display_name(text)`,
  `create index users_display_name on users using gin (display_name_grams)
    with (gin_pending_list_limit = 256) where display_name_grams is not null`,
  `create function users_by_display_name(pattern text, grams int4[])
     returns setof uuid
     language sql stable security definer set search_path = public, pg_temp
     as $$
       select u.id
         from users u
        where u.display_name_grams @> array(
                select gram # ('x' || right(current_setting('rollcall.tenant', true), 8))::bit(32)::int4
                  from unnest(grams) as gram)
          and u.tenant_id = nullif(current_setting('rollcall.tenant', true), '')::uuid
          and u.display_name_key like pattern
     $$`,
  `revoke all on function users_by_display_name(text, int4[]) from public`,
  `grant execute on function users_by_display_name(text, int4[]) to ${SCIM}`,
];

function migrationOf(name: string, statements: readonly string[]): new () => MigrationInterface {
  return class {
    readonly name = name;

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of statements) await runner.query(statement);
    }

    async down(): Promise<void> {
      await Promise.resolve();
    }
  };
}

/** By the number of their newest migration. */
export const EARLIER_RELEASES: Readonly<Record<2 | 5 | 6, (new () => MigrationInterface)[]>> = {
  2: [CreateScim0001, ConnectionSettings0002],
  5: [
    CreateScim0001,
    ConnectionSettings0002,
    migrationOf('SearchColumns1764000000003', SEARCH_COLUMNS),
    CustomAttributes0004,
    migrationOf('ResourceCounts1764000000005', RESOURCE_COUNTS),
  ],
  6: [
    CreateScim0001,
    ConnectionSettings0002,
    migrationOf('SearchColumns1764000000003', SEARCH_COLUMNS),
    CustomAttributes0004,
    migrationOf('ResourceCounts1764000000005', RESOURCE_COUNTS),
    migrationOf('NameGrams1764000000006', NAME_GRAMS),
  ],
};

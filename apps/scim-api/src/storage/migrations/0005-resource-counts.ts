import { migration } from '#postgres';

const SCIM = 'rollcall_scim';
const SHARDS = 16;

/**
 * How many users and groups a tenant has, counted as they come and go: `count(*)` of a million takes 60 ms. Those who
 * were there before the triggers come with migration 0007.
 */
export const ResourceCounts0005 = migration('ResourceCounts1764000000005', () => STATEMENTS);

// A number is spread over shards, one per connection of the pool as good as always: on a single row every writing
// transaction of a tenant would wait for the one before it. A transaction takes its shard last, and only one of a type.
const STATEMENTS = [
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
  return [trigger('came', 'insert', 'new', 1), trigger('went', 'delete', 'old', -1)];
}

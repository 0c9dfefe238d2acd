import { evenTenants } from '#postgres';
import { DATABASE } from './database.js';
import { readByScope } from './tenant-policy.js';

const TABLES = ['org_charts', 'org_places'] as const;

/**
 * The organisation in preorder, for a schema of any name: everybody below somebody is a range of places. Made beside the fold
 * from `employees`, a whole tenant at a time under a new generation, which readers see when it is complete; so it is in
 * no digest, and a rebuild begins without. Of a person it has the id alone.
 */
export function chartTables(schema: string): string[] {
  const { directory: writer, reader } = DATABASE.roles;
  return [
    `create table ${schema}.org_charts (
       tenant_id uuid primary key,
       making integer not null,
       seen pg_snapshot,
       rests_until timestamptz(3),
       generation integer,
       made_at timestamptz(3),
       people integer,
       roots integer,
       orphans integer,
       circles integer,
       levels integer
     )`,
    `create table ${schema}.org_places (
       tenant_id uuid not null,
       generation integer not null,
       place integer not null,
       last_place integer not null,
       depth integer not null,
       id text collate "C" not null,
       top text collate "C",
       in_circle boolean not null,
       primary key (tenant_id, generation, place)
     )`,
    `create index org_places_of_person on ${schema}.org_places (tenant_id, id, generation)`,
    `create index org_places_at_top on ${schema}.org_places (tenant_id, generation, top, place) where top is not null`,
    `create index org_places_in_circle on ${schema}.org_places (tenant_id, generation, place) where in_circle`,
    ...TABLES.flatMap((table) => [
      `grant select, insert, update, delete on ${schema}.${table} to ${writer}`,
      `alter table ${schema}.${table} enable row level security`,
      `create policy writer on ${schema}.${table} to ${writer} using (true) with check (true)`,
      ...readByScope(schema, table, reader),
    ]),
    ...evenTenants(schema, 'org_places'),
  ];
}

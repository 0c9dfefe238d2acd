import { consumerTables } from '#consumer';
import { evenTenants, readByTenant } from '#postgres';
import { DATABASE } from './database.js';
import { ledgerGuards } from './guards.js';

/**
 * Everything that the log is, as DDL for a schema of any name: the first migration runs it for the live schema, a
 * rebuild for a fresh one. The writer's role may insert and select entries and no more, so that nothing that runs as
 * the service can change what was written.
 */
export function ledgerTables(schema: string): string[] {
  const { audit: writer, reader } = DATABASE.roles;
  return [
    `create schema ${schema}`,
    `grant usage on schema ${schema} to ${writer}, ${reader}`,
    // Text is compared bytewise ("C"): order and digest are then the same in every database's locale. `changes` is
    // json, not jsonb: it is kept as it was written, and never searched. Its length stands beside it: a page has to know
    // it, and PostgreSQL would have to read the whole for it.
    `create table ${schema}.entries (
       id uuid primary key,
       tenant_id uuid not null,
       time timestamptz(3) not null,
       type text collate "C" not null,
       outcome text collate "C" not null check (outcome in ('accepted', 'refused')),
       connection_id text collate "C",
       credential_id text collate "C",
       resource_type text collate "C",
       resource_id text collate "C",
       resource_version integer,
       changes json not null,
       request_id text collate "C" not null,
       reason text collate "C",
       method text collate "C",
       status integer,
       scim_type text collate "C",
       count integer,
       period_from timestamptz(3),
       period_to timestamptz(3),
       path text collate "C",
       rule text collate "C",
       changes_bytes integer,
       act text collate "C",
       operator text collate "C",
       address text collate "C"
     )`,
    `create index entries_by_time on ${schema}.entries (tenant_id, time, id)`,
    `create index entries_by_resource on ${schema}.entries (tenant_id, resource_id, time, id)`,
    `create index entries_by_connection on ${schema}.entries (tenant_id, connection_id, time, id)`,
    `create index entries_by_credential on ${schema}.entries (tenant_id, credential_id, time, id)`,
    `create index entries_refused on ${schema}.entries (tenant_id, time, id) where outcome = 'refused'`,
    ...evenTenants(schema, 'entries'),
    `alter table ${schema}.entries enable row level security`,
    `create policy writer_reads on ${schema}.entries for select to ${writer} using (true)`,
    `create policy writer_adds on ${schema}.entries for insert to ${writer} with check (true)`,
    `grant select, insert on ${schema}.entries to ${writer}`,
    ...readByTenant(schema, 'entries', reader),
    ...consumerTables({ schema, role: writer }),
    ...ledgerGuards(schema),
  ];
}

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
    ...ENTRY_SEQUENCE,
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
       address text collate "C",
       sequence bigint not null default nextval('public.entry_sequence'),
       topic text collate "C",
       partition integer,
       record_offset bigint
     )`,
    ...[...LISTED_INDEXES, ...ASKED_INDEXES, DEFINITIONS_INDEX].map(
      ({ name, on }) => `create index ${name} on ${schema}.entries ${on}`,
    ),
    ...evenTenants(schema, 'entries'),
    `alter table ${schema}.entries enable row level security`,
    `create policy writer_reads on ${schema}.entries for select to ${writer} using (true)`,
    `create policy writer_adds on ${schema}.entries for insert to ${writer} with check (true)`,
    `grant select, insert on ${schema}.entries to ${writer}`,
    ...readByTenant(schema, 'entries', reader),
    ...nameTables(schema),
    ...consumerTables({ schema, role: writer }),
    ...ledgerGuards(schema),
  ];
}

/** By what a reader goes through the log. */
const LISTED_INDEXES = [
  { name: 'entries_by_time', on: '(tenant_id, time, id)' },
  { name: 'entries_by_resource', on: '(tenant_id, resource_id, time, id)' },
  { name: 'entries_by_connection', on: '(tenant_id, connection_id, time, id)' },
  { name: 'entries_by_credential', on: '(tenant_id, credential_id, time, id)' },
  { name: 'entries_refused', on: `(tenant_id, time, id) where outcome = 'refused'` },
] as const;

/** By which request, and in the order of arrival. */
export const ASKED_INDEXES = [
  { name: 'entries_by_request', on: '(tenant_id, request_id)' },
  { name: 'entries_by_arrival', on: '(tenant_id, sequence, id)' },
] as const;

/** The few acts that say which attributes are sensitive. */
export const DEFINITIONS_INDEX = {
  name: 'entries_of_definitions',
  on: `(tenant_id) where act = 'attributes.define'`,
} as const;

/** What a rebuild makes when it has folded. Versions are looked for by resource (latest-versions.ts), and nothing by the others. */
export const READ_INDEXES = [...LISTED_INDEXES, ...ASKED_INDEXES, DEFINITIONS_INDEX].flatMap(({ name }) =>
  name === 'entries_by_resource' ? [] : [name],
);

/**
 * Beside the schemas: a rebuild goes on with the numbers, so that who reads by arrival gets all of it once more and misses
 * nothing.
 */
export const ENTRY_SEQUENCE = [
  'create sequence if not exists public.entry_sequence as bigint cache 1',
  `grant usage, select on sequence public.entry_sequence to ${DATABASE.roles.audit}, ${DATABASE.roles.parked}`,
  `grant select on sequence public.entry_sequence to ${DATABASE.roles.reader}`,
];

/** What is called what, since when, and by what people are found. Rows are added and never changed, as entries are. */
export function nameTables(schema: string): string[] {
  return [
    `create table ${schema}.names (
       tenant_id uuid not null,
       id text collate "C" not null,
       since timestamptz(3) not null,
       type text collate "C" not null,
       name text collate "C" not null,
       user_name text collate "C",
       primary key (tenant_id, id, since)
     )`,
    `create table ${schema}.name_keys (
       tenant_id uuid not null,
       key text collate "C" not null,
       id text collate "C" not null,
       primary key (tenant_id, key, id)
     )`,
    ...['names', 'name_keys'].flatMap((table) => [
      ...evenTenants(schema, table),
      ...addedOnly(schema, table),
      ...readByTenant(schema, table, DATABASE.roles.reader),
    ]),
  ];
}

function addedOnly(schema: string, table: string): string[] {
  const writers = `${DATABASE.roles.audit}, ${DATABASE.roles.parked}`;
  return [
    `alter table ${schema}.${table} enable row level security`,
    `create policy writer_reads on ${schema}.${table} for select to ${writers} using (true)`,
    `create policy writer_adds on ${schema}.${table} for insert to ${writers} with check (true)`,
    `grant select, insert on ${schema}.${table} to ${writers}`,
  ];
}

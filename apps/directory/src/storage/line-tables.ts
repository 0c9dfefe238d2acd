import { evenTenants } from '#postgres';
import { DATABASE } from './database.js';
import { readByScope } from './tenant-policy.js';

const { directory: writer, reader } = DATABASE.roles;
const TABLES = ['reporting_lines', 'attribute_changes'] as const;
/** All that {@link lineTables} makes. */
export const PAST_TABLES = [...TABLES, 'missing_past'];

/**
 * By whom a line is found, and by which of a person's names. No key holds a person's own id beside a
 * manager's: both may be long, and a B-tree takes 2,704 bytes.
 */
export const PAST_INDEXES = [
  {
    name: 'reporting_lines_of_manager',
    on: 'reporting_lines (tenant_id, manager_id, valid_to, valid_from) where manager_id is not null',
  },
  {
    name: 'reporting_lines_of_manager_mail',
    on: 'reporting_lines (tenant_id, manager_mail_key, valid_to, valid_from) where manager_mail_key is not null',
  },
  {
    name: 'reporting_lines_of_mail',
    on: 'reporting_lines (tenant_id, mail_key, valid_to, valid_from) where mail_key is not null',
  },
  {
    name: 'reporting_lines_of_number',
    on: 'reporting_lines (tenant_id, employee_number, valid_to, valid_from) where employee_number is not null',
  },
  {
    name: 'reporting_lines_by_time',
    on: 'reporting_lines (tenant_id, id, valid_from) include (valid_to)',
  },
] as const;

/** What happened in a time, each with the time of the version before: the first of a person's in that time is told by it alone. */
export const VERSIONS_BY_MOMENT = {
  name: 'employee_versions_by_moment',
  on: 'employee_versions (tenant_id, valid_from, id, version) include (previous_from)',
} as const;

/** What a version has beside the resource: who said it, where it stood, and the time of the version before. */
export const VERSION_COLUMNS = [
  'previous_from timestamptz',
  'connection_id text collate "C"',
  'credential_id text collate "C"',
  'request_id text collate "C"',
  'reference_names jsonb',
  'partition integer',
  'record_offset bigint',
] as const;

/**
 * What was: who reported to whom from when to when, and which version changed which attribute. Each row is made from events
 * of its own person only, so partitions never write each other's rows. A row of `missing_past` says that not everything since
 * the first event is here: in an installation of before, until a rebuild.
 */
export function lineTables(schema: string): string[] {
  return [
    `create table ${schema}.reporting_lines (
       tenant_id uuid not null,
       id text collate "C" not null,
       version integer not null,
       active boolean not null,
       manager_id text collate "C",
       manager_mail_key text collate "C",
       mail_key text collate "C",
       employee_number text collate "C",
       valid_from timestamptz not null,
       valid_to timestamptz not null,
       primary key (tenant_id, id, version)
     ) with (fillfactor = 80)`,
    `create table ${schema}.attribute_changes (
       tenant_id uuid not null,
       id text collate "C" not null,
       path text collate "C" not null,
       version integer not null,
       before jsonb,
       after jsonb,
       primary key (tenant_id, id, path, version)
     )`,
    `create table ${schema}.missing_past (told_at timestamptz primary key)`,
    `alter table ${schema}.missing_past enable row level security`,
    `create policy reader on ${schema}.missing_past for select to ${reader} using (true)`,
    `grant select on ${schema}.missing_past to ${reader}`,
    `grant select, insert, update, delete on ${schema}.reporting_lines to ${writer}`,
    `grant select, insert on ${schema}.attribute_changes to ${writer}`,
    `grant update (previous_from) on ${schema}.employee_versions to ${writer}`,
    ...PAST_INDEXES.map(({ name, on }) => `create index ${name} on ${schema}.${on}`),
    ...TABLES.flatMap((table) => [
      `alter table ${schema}.${table} enable row level security`,
      `create policy writer on ${schema}.${table} to ${writer} using (true) with check (true)`,
      ...readByScope(schema, table, reader),
      ...evenTenants(schema, table),
    ]),
  ];
}

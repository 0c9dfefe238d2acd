import { consumerTables } from '#consumer';
import { evenTenants } from '#postgres';
import { chartTables } from './chart-tables.js';
import { DATABASE } from './database.js';
import { groupTables } from './group-tables.js';
import { hiddenTables } from './hidden-tables.js';
import { lineTables, PAST_INDEXES, VERSION_COLUMNS, VERSIONS_BY_MOMENT } from './line-tables.js';
import { MARKS_IN_ORDER, markTables } from './mark-tables.js';
import { sensitiveTables } from './sensitive-tables.js';
import { readByScope } from './tenant-policy.js';
import { WORD_INDEXES, wordTables } from './word-tables.js';
import { zoneTables } from './zone-tables.js';

/**
 * Everything that the projection is, as DDL for a schema of any name: the first migration runs it for
 * {@link LIVE_SCHEMA}, a rebuild for a fresh one.
 *
 * A changed shape of a projection is not migrated: it is edited here, and folded again by `rebuild`.
 */
export function projectionTables(schema: string): string[] {
  const { directory: writer, reader } = DATABASE.roles;
  return [
    `create schema ${schema}`,
    `grant usage on schema ${schema} to ${writer}, ${reader}`,
    ...employees(schema),
    ...versions(schema),
    ...ASKED_INDEXES.map(({ name, on }) => `create index ${name} on ${schema}.${on}`),
    ...evenTables(schema),
    ...['employees', 'employee_versions'].flatMap((table) => [
      `alter table ${schema}.${table} enable row level security`,
      // The writer folds the events of all tenants.
      `create policy writer on ${schema}.${table} to ${writer} using (true) with check (true)`,
    ]),
    ...['employees', 'employee_versions'].flatMap((table) => readByScope(schema, table, reader)),
    ...wordTables(schema),
    ...markTables(schema),
    ...groupTables(schema),
    ...lineTables(schema),
    ...chartTables(schema),
    ...zoneTables(schema),
    ...sensitiveTables(schema),
    ...hiddenTables(schema),
    ...consumerTables({ schema, role: writer }),
  ];
}

/**
 * Tables that are looked up in by tenant. Of a table that ANALYZE
 * has not seen PostgreSQL expects half of the rows to be deleted, and then a partial index without them looks better for a
 * page than the primary key: all that the company has is read and sorted (8,000 rows for 51).
 */
export function evenTables(schema: string): string[] {
  return [
    ...['employees', 'employee_versions'].flatMap((table) => evenTenants(schema, table)),
    `select pg_catalog.pg_restore_attribute_stats(
       'schemaname', '${schema}', 'relname', 'employees', 'attname', 'deleted', 'inherited', false,
       'null_frac', 0::real, 'avg_width', 1, 'n_distinct', 2::real,
       'most_common_vals', '{f,t}'::text, 'most_common_freqs', '{0.99,0.01}'::real[])`,
  ];
}

/**
 * Their conditions keep them from being taken for a page of everybody: over `not deleted` alone, the planner takes one of
 * them for the smaller half of a table that ANALYZE has not seen, and reads and sorts the company (1,025 pages for 51 of
 * 20,000 people, where this way it is 415).
 */
export const KEYED_INDEXES = [
  {
    name: 'employees_of_department',
    on: '(tenant_id, department_key, id) where department_key is not null and not deleted',
  },
  { name: 'employees_of_manager', on: '(tenant_id, manager_id, id) where manager_id is not null and not deleted' },
] as const;

/** Of an identity provider's ids those that are not too long for an index; and whose versions a time has. */
export const ASKED_INDEXES = [
  {
    name: 'employees_of_provider',
    on: `employees (tenant_id, external_id) where length(external_id) <= 256 and not deleted`,
  },
  VERSIONS_BY_MOMENT,
] as const;

/**
 * What the fold does not look up: with them an event of a replay took PostgreSQL 64 µs, with them made afterwards 53. The largest
 * first, beside which the others are made.
 */
export const READ_INDEXES = [
  ...WORD_INDEXES.map(({ name }) => name),
  ...KEYED_INDEXES.map(({ name }) => name),
  ...ASKED_INDEXES.map(({ name }) => name),
  ...PAST_INDEXES.map(({ name }) => name),
  'employees_by_mail',
  'employees_by_manager_mail',
  'employees_by_number',
  'employees_inactive',
  MARKS_IN_ORDER,
  'groups_by_name',
  'group_members_by_member',
] as const;

// Text is compared bytewise ("C") everywhere: order and digest are then the same in every database's locale.
function employees(schema: string): string[] {
  return [
    `create table ${schema}.employees (
       tenant_id uuid not null,
       id text collate "C" not null,
       version integer not null,
       changed_at timestamptz not null,
       deleted boolean not null,
       active boolean not null,
       user_name text collate "C",
       external_id text collate "C",
       display_name text collate "C",
       department text collate "C",
       department_key text collate "C",
       title text collate "C",
       manager_id text collate "C",
       mail text collate "C",
       mail_key text collate "C",
       employee_number text collate "C",
       reference_names jsonb,
       manager_mail_key text collate "C",
       name_key text collate "C",
       title_key text collate "C",
       terms_key text collate "C",
       inactive_by uuid[],
       primary key (tenant_id, id),
       check (deleted or (user_name is not null and display_name is not null)),
       check (not deleted or (not active and coalesce(user_name, external_id, display_name, department, department_key,
         title, manager_id, mail, mail_key, employee_number, manager_mail_key, name_key, title_key, terms_key) is null and reference_names is null))
     ) with (fillfactor = 80)`,
    ...KEYED_INDEXES.map(({ name, on }) => `create index ${name} on ${schema}.employees ${on}`),
    `create index employees_by_manager_mail on ${schema}.employees (tenant_id, manager_mail_key, id)
       where manager_mail_key is not null`,
    // By these a manager is named, and an employee by a custom attribute.
    `create index employees_by_mail on ${schema}.employees (tenant_id, mail_key) where mail_key is not null`,
    `create index employees_by_number on ${schema}.employees (tenant_id, employee_number)
       where employee_number is not null`,
    // The active are most of the rows, so the primary key serves them.
    `create index employees_inactive on ${schema}.employees (tenant_id, id) where not active and not deleted`,
    `grant select, insert, update on ${schema}.employees to ${DATABASE.roles.directory}`,
  ];
}

/**
 * Append-only: the role that folds may not change what was. The newest version is also where an employee's whole
 * resource is read from: with a copy in both tables an event took 266 µs of CPU in a replay (this process and the
 * server's together), with one it takes 180. Its length as text stands beside it: of jsonb that is known only when it is
 * written out, and a page has to know it before.
 */
function versions(schema: string): string[] {
  return [
    `create table ${schema}.employee_versions (
       tenant_id uuid not null,
       id text collate "C" not null,
       version integer not null,
       valid_from timestamptz not null,
       event_id uuid not null,
       resource jsonb,
       resource_bytes integer,
       ${VERSION_COLUMNS.join(',\n       ')},
       primary key (tenant_id, id, version)
     )`,
    `grant select, insert on ${schema}.employee_versions to ${DATABASE.roles.directory}`,
  ];
}

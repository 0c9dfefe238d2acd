import { consumerTables } from '#consumer';
import { evenTenants, readByTenant } from '#postgres';
import { DATABASE, LIVE_SCHEMA } from './database.js';
import { groupTables } from './group-tables.js';
import { lineTables, PAST_INDEXES, VERSION_COLUMNS, VERSIONS_BY_MOMENT } from './line-tables.js';

/**
 * Everything that the projection is, as DDL for a schema of any name: the first migration runs it for
 * {@link LIVE_SCHEMA}, a rebuild for a fresh one. Needs the extensions of the first migration in `public`.
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
    ...search(schema),
    ...ASKED_INDEXES.map(({ name, on }) => `create index ${name} on ${schema}.${on}`),
    ...evenTables(schema),
    ...['employees', 'employee_versions', 'employee_search'].flatMap((table) => [
      `alter table ${schema}.${table} enable row level security`,
      // The writer folds the events of all tenants.
      `create policy writer on ${schema}.${table} to ${writer} using (true) with check (true)`,
    ]),
    ...['employees', 'employee_versions'].flatMap((table) => readByTenant(schema, table, reader)),
    ...groupTables(schema),
    ...lineTables(schema),
    ...consumerTables({ schema, role: writer }),
  ];
}

/**
 * All tables that are looked up in by tenant; the search function is planned over the same ones. Of a table that ANALYZE
 * has not seen PostgreSQL expects half of the rows to be deleted, and then a partial index without them looks better for a
 * page than the primary key: all that the company has is read and sorted (8,000 rows for 51).
 */
export function evenTables(schema: string): string[] {
  return [
    ...['employees', 'employee_versions', 'employee_search'].flatMap((table) => evenTenants(schema, table)),
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

/** What the fold does not look up: with them an event of a replay took PostgreSQL 64 µs, with them made afterwards 53. */
export const READ_INDEXES = [
  ...KEYED_INDEXES.map(({ name }) => name),
  ...ASKED_INDEXES.map(({ name }) => name),
  ...PAST_INDEXES.map(({ name }) => name),
  'employees_by_mail',
  'employees_by_manager_mail',
  'employees_by_number',
  'employees_inactive',
  'employee_search_trigrams',
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
       inactive_by uuid[],
       primary key (tenant_id, id),
       check (deleted or (user_name is not null and display_name is not null)),
       check (not deleted or (not active and coalesce(user_name, external_id, display_name, department, department_key,
         title, manager_id, mail, mail_key, employee_number, manager_mail_key) is null and reference_names is null))
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

/**
 * The search text has a table of its own, so that a change of anything else does not write to its trigram index; the
 * reader has no privilege on it: it asks `search_employees`.
 */
function search(schema: string): string[] {
  return [
    `create table ${schema}.employee_search (
       tenant_id uuid not null,
       id text collate "C" not null,
       search_text text collate "C" not null,
       primary key (tenant_id, id)
     )`,
    // The default, 4 MB, keeps a batch waiting for 0.2 s whenever the list is merged.
    `create index employee_search_trigrams on ${schema}.employee_search
       using gin (tenant_id, search_text public.gin_trgm_ops) with (gin_pending_list_limit = 256)`,
    `grant select, insert, update, delete on ${schema}.employee_search to ${DATABASE.roles.directory}`,
    searchFunction(schema),
    `revoke all on function ${schema}.search_employees from public`,
    `grant execute on function ${schema}.search_employees to ${DATABASE.roles.reader}`,
  ];
}

/**
 * LIKE is not leakproof, so under row-level security it cannot use an index. This function runs as its owner, whom no
 * policy binds, and so it must hold the tenant itself. Reviewed for that:
 * - the tenant is the transaction's setting, never an argument; without one `tenant` is null and nothing matches;
 * - every table it names is compared with that tenant, and the search path is fixed (the name that the schema has when
 *   it serves), so no caller's object is found in place of ours;
 * - patterns are values, never parts of a statement; it gives ids only, which the caller joins under its own policy.
 *
 * A term of three characters or more has trigrams: all hits are taken from the index, then sorted. A shorter one has
 * none and matches often: the rows are walked in id order until the page is full. Employees are asked for by id, hit by
 * hit (`offset 0` keeps it so): a join, or a plan made once for all values, reads the whole company.
 */
export function searchFunction(schema: string): string {
  const isMeant = (id: string) => `exists (
                select
                  from employees e
                 where e.tenant_id = tenant
                   and e.id = ${id}
                   and (only_active is null or e.active = only_active)
                   and (in_department is null or e.department_key = in_department)
                   and (of_manager is null or e.manager_id = of_manager)
                   and not e.deleted
                offset 0)`;
  return `create or replace function ${schema}.search_employees(
     first_pattern text, other_patterns text[], only_active boolean, in_department text, of_manager text,
     after_id text, page_size integer
   ) returns setof text
     language plpgsql stable security definer
     set search_path = ${LIVE_SCHEMA}, pg_temp
     set plan_cache_mode = force_custom_plan
   as $search$
   declare
     tenant constant uuid := nullif(current_setting('rollcall.tenant', true), '')::uuid;
   begin
     if length(first_pattern) >= 5 then -- three characters between two %
       return query
         with hits as materialized (
           select s.id
             from employee_search s
            where s.tenant_id = tenant
              and s.search_text like first_pattern
              and s.search_text like all (other_patterns)
              and s.id > after_id
         )
         select hits.id
           from hits
          where ${isMeant('hits.id')}
          order by hits.id
          limit page_size;
     else
       return query
         select s.id
           from employee_search s
          where s.tenant_id = tenant
            and s.id > after_id
            and s.search_text like first_pattern
            and s.search_text like all (other_patterns)
            and ${isMeant('s.id')}
          order by s.id
          limit page_size;
     end if;
   end
   $search$`;
}

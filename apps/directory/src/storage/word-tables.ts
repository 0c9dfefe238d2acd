import { evenTenants } from '#postgres';
import { DATABASE } from './database.js';
import { readByScope } from './tenant-policy.js';

/** What finds an employee by a word; the fold, and whoever asks what else somebody has, finds rows by the employee. */
export const WORD_INDEXES = [
  { name: 'employee_words_by_word', on: 'employee_words (tenant_id, active, kind, word, id)' },
  { name: 'employees_by_name', on: 'employees (tenant_id, name_key, id) where name_key is not null and not deleted' },
  { name: 'employee_pairs_by_pair', on: 'employee_pairs (tenant_id, active, pair, id)' },
] as const;

/**
 * Of a person, and no key of each word: an entry of it holds a person's rows at once, 110 bytes an event on disk where keys of whole
 * words took 1,250, and the rows of one stand together. That no word is there twice is the fold's, which writes a person's rows under
 * the lock of its partition.
 */
export const PERSON_INDEXES = [
  { name: 'employee_words_of_person', on: 'employee_words (tenant_id, id)' },
  { name: 'employee_pairs_of_person', on: 'employee_pairs (tenant_id, id)' },
] as const;

export const WORD_TABLES = ['employee_words', 'employee_pairs'] as const;

/**
 * Words by which employees are found, for a schema of any name: an employee's rows are made of that employee alone, and are
 * written anew when any of them differs (`employees.terms_key`). Ranges of a B-tree are leakproof, where LIKE and trigrams
 * are not: the reader asks under its own policy, and nothing steps around that.
 *
 * `kind` is the place of the word's kind among `KINDS`. `active` stands in the key, so that a company of leavers is not walked
 * for those who are there.
 */
export function wordTables(schema: string): string[] {
  const { directory: writer, reader } = DATABASE.roles;
  return [
    `create table ${schema}.employee_words (
       tenant_id uuid not null,
       id text collate "C" not null,
       word text collate "C" not null,
       kind smallint not null,
       active boolean not null
     )`,
    `create table ${schema}.employee_pairs (
       tenant_id uuid not null,
       id text collate "C" not null,
       pair text collate "C" not null,
       active boolean not null
     )`,
    ...[...PERSON_INDEXES, ...WORD_INDEXES].map(({ name, on }) => `create index ${name} on ${schema}.${on}`),
    ...WORD_TABLES.flatMap((table) => [
      `grant select, insert, delete on ${schema}.${table} to ${writer}`,
      `alter table ${schema}.${table} enable row level security`,
      `create policy writer on ${schema}.${table} to ${writer} using (true) with check (true)`,
      ...readByScope(schema, table, reader),
      ...evenTenants(schema, table),
      fewOfEach(schema, table),
    ]),
  ];
}

/**
 * Until ANALYZE has counted them, PostgreSQL expects so many rows of a person that it looks for a word of theirs in the index by word, among
 * all who have it: 9,900 pages for one beginning of a name among 20,000 people, where this way it is 1,100.
 */
function fewOfEach(schema: string, table: string): string {
  return `select pg_catalog.pg_restore_attribute_stats(
       'schemaname', '${schema}', 'relname', '${table}', 'attname', 'id', 'inherited', false,
       'null_frac', 0::real, 'avg_width', 37, 'n_distinct', '-0.1'::real)`;
}

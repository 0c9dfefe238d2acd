import type { Beside } from './apply-users.js';
import { DATABASE } from './database.js';
import { READ_INDEXES } from './schema.js';
import { INSERT_PAIRS_OF, INSERT_WORDS_OF, putWordsAside } from './statements/save-words.js';
import { PERSON_INDEXES, WORD_TABLES } from './word-tables.js';

/** Nobody looks into these while a rebuild folds. */
export const BULK_INDEXES = [...READ_INDEXES, ...PERSON_INDEXES.map(({ name }) => name)];

/**
 * How a rebuild folds until it makes the indexes. Of somebody whose words differ from those that were written the new ones wait, a row a
 * person: an entry of an index for each word, the person standing in no order, took a sixth of what PostgreSQL had to do for an event.
 * Nobody is marked: all are in the end.
 */
export const IN_BULK: Beside = { saveWords: putWordsAside, mark: () => Promise.resolve() };

/** What stands beside the tables meanwhile. */
export function beginBulk(schema: string): string[] {
  return [
    `create table ${schema}.waiting_words (
       tenant_id uuid not null,
       id text collate "C" not null,
       active boolean not null,
       words text not null,
       kinds text not null,
       pairs text not null,
       primary key (tenant_id, id)
     )`,
    `grant select, insert, update on ${schema}.waiting_words to ${DATABASE.roles.directory}`,
  ];
}

/**
 * Words that waited come in the place of those that were written, and everybody is told of anew: whom a leap has taken out of work is
 * marked already.
 */
export function endBulk(schema: string): string[] {
  const waiting = `${schema}.waiting_words`;
  return [
    ...WORD_TABLES.map(
      (table) => `delete from ${schema}.${table} t using ${waiting} w where t.tenant_id = w.tenant_id and t.id = w.id`,
    ),
    INSERT_WORDS_OF(`${schema}.employee_words`, `${waiting} t`),
    INSERT_PAIRS_OF(`${schema}.employee_pairs`, `${waiting} t`),
    `drop table ${waiting}`,
    `insert into ${schema}.employee_marks (tenant_id, id, moved_in)
     select tenant_id, id, pg_current_xact_id() from ${schema}.employees order by tenant_id, id
         on conflict (tenant_id, id) do update
        set changed_in = excluded.changed_in,
            moved_in = excluded.moved_in`,
  ];
}

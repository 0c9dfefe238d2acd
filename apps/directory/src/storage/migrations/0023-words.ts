import { ENTERPRISE_USER_URN, workAddress, type UserResource } from '#contracts';
import { backfill, createIndexConcurrently, indexKey, migration } from '#postgres';
import { termsOf } from '../../projection/employee-terms.js';
import { displayName } from '../../projection/evolve-employee.js';
import { searchable } from '../../projection/searchable.js';
import { LIVE_SCHEMA } from '../database.js';
import { INSERT_PAIRS_OF, INSERT_WORDS_OF, wordsGiven } from '../statements/save-words.js';
import { NAME_KEY } from '../statements/employee-columns.js';
import { WORD_INDEXES, wordTables } from '../word-tables.js';

/**
 * Words in place of trigrams, and what people are sorted and counted by; made of each employee's newest resource, so that
 * nothing is folded again and the API answers meanwhile, search with whom it has reached. The trigrams stay for the release
 * before, and go with the next rebuild.
 */
export const Words23 = migration(
  'Words0000000000023',
  async (runner) => {
    const [found] = (await runner.query(`select to_regclass($1) is not null as there`, [
      `${LIVE_SCHEMA}.employee_words`,
    ])) as { readonly there: boolean }[];
    if (found?.there !== true) {
      const statements = [
        `alter table ${LIVE_SCHEMA}.employees add column if not exists name_key text collate "C",
           add column if not exists title_key text collate "C", add column if not exists terms_key text collate "C"`,
        ...wordTables(LIVE_SCHEMA).filter((statement) => !statement.includes('employees_by_name')),
      ];
      await runner.query(['begin', ...statements, 'commit'].join(';\n'));
    }
    for (const { name, on } of WORD_INDEXES) {
      await createIndexConcurrently(runner, { schema: LIVE_SCHEMA, name, definition: `on ${LIVE_SCHEMA}.${on}` });
    }
    await backfill(runner, WORDS);
  },
  { transaction: false },
);

interface EmployeeRow {
  readonly key: string;
  readonly tenant_id: string;
  readonly id: string;
  readonly active: boolean;
  readonly resource: UserResource | null;
}

/** By the primary key; the row that a consumer saves is locked by its partition's transaction alone. */
const WORDS = {
  name: 'employees: words',
  next: `
    select e.tenant_id || '/' || e.id as key, e.tenant_id, e.id, e.active,
           (select v.resource
              from ${LIVE_SCHEMA}.employee_versions v
             where v.tenant_id = e.tenant_id and v.id = e.id and v.version = e.version) as resource
      from ${LIVE_SCHEMA}.employees e
     where (e.tenant_id, e.id) > (coalesce(nullif(split_part($1::text, '/', 1), ''),
                                           '00000000-0000-0000-0000-000000000000')::uuid,
                                  substr($1::text, 38))
       and (e.terms_key is null and not e.deleted)
     order by e.tenant_id, e.id
     limit $2::int
       for no key update of e`,
  fill: (rows: readonly EmployeeRow[]) => {
    const people = rows.flatMap(({ tenant_id: tenantId, id, resource }) =>
      resource === null ? [] : [{ tenantId, id, ...searchedOf(resource) }],
    );
    return {
      text: `
        with given as materialized (
          select *
            from unnest($1::uuid[], $2::text[], $3::bool[], $4::text[], $5::text[],
                        $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
                 as t (tenant_id, id, active, words, kinds, pairs, terms_key, name_key, title_key, department_key)
        ), words as (${INSERT_WORDS_OF(`${LIVE_SCHEMA}.employee_words`, 'given t')}
        ), pairs as (${INSERT_PAIRS_OF(`${LIVE_SCHEMA}.employee_pairs`, 'given t')}
        )
        update ${LIVE_SCHEMA}.employees e
           set terms_key = t.terms_key,
               name_key = t.name_key,
               title_key = t.title_key,
               department_key = t.department_key
          from given t
         where e.tenant_id = t.tenant_id
           and e.id = t.id`,
      values: [
        people.map(({ tenantId }) => tenantId),
        people.map(({ id }) => id),
        people.map(({ active }) => active),
        people.map(({ given }) => given?.words ?? ''),
        people.map(({ given }) => given?.kinds ?? '{}'),
        people.map(({ terms }) => terms?.pairs.join('\n') ?? ''),
        people.map(({ terms }) => terms?.key ?? null),
        people.map(({ nameKey }) => nameKey),
        people.map(({ titleKey }) => titleKey),
        people.map(({ departmentKey }) => departmentKey),
      ],
    };
  },
};

/** Of the newest resource, as the fold does. */
function searchedOf(resource: UserResource) {
  const { userName, active, title = null, [ENTERPRISE_USER_URN]: enterprise } = resource;
  const [name, department] = [displayName(resource), enterprise?.department ?? null];
  const terms = termsOf({
    kind: 'employee',
    active,
    userName,
    displayName: name,
    title,
    department,
    mail: workAddress(resource),
    employeeNumber: enterprise?.employeeNumber ?? null,
    resource,
  });
  const keyOf = (text: string | null): string | null => (text === null ? null : indexKey(searchable(text)));
  return {
    active,
    terms,
    given: terms === null ? null : wordsGiven(terms),
    nameKey: indexKey(searchable(name), NAME_KEY),
    titleKey: keyOf(title),
    departmentKey: keyOf(department),
  };
}

import { indexKey, type Transaction } from '#postgres';
import { ALL_KINDS } from '../../projection/employee-terms.js';
import { searchable } from '../../projection/searchable.js';
import { typedWords } from '../../projection/search-words.js';
import { groupArrays, type WordGroups } from '../../projection/word-ranges.js';
import {
  EMPLOYEES_E,
  employeesWithinBytes,
  employeeRow,
  LISTED_COLUMNS,
  WALKED_COLUMNS,
  type ListedRow,
  type WalkedRow,
} from './employee-row.js';
import type { EmployeeFilter, Page } from './list-employees.js';
import { rarestOf } from './probe-words.js';

/** Words of a term that count; more are ignored, not refused. */
const MOST_WORDS = 8;
/** Rows of the rarest word that are read and sorted; of a commoner one the people are walked until the page is full. */
const MOST_SORTED = 20_000;

/** Whether the person `id` has a word of each group. `limit 1` in place of `exists`: that would be hashed, and read the company. */
const hasAll = (id: string): string => `(
           select count(distinct r.n)
             from unnest($6::int[], $7::text[], $8::text[]) as r (n, low, high)
            cross join lateral (
                  select o.word
                    from employee_words o
                   where o.id = ${id} and o.word >= r.low and o.word < r.high and o.kind = any($11::smallint[])
                   limit 1) as there) = $9::int`;

const isMeant = `not e.deleted
              and ($2::bool is null or e.active = $2::bool)
              and ($3::text is null or e.department_key = $3::text)
              and ($4::text is null or e.manager_id = $4::text)`;

const RAREST = `
           select w.id
             from employee_words w
            cross join unnest($6::int[], $7::text[], $8::text[]) as r (n, low, high)
            where r.n = $10::int
              and w.active = any('{t,f}')
              and w.kind = any($11::smallint[])
              and w.word >= r.low
              and w.word < r.high`;

/** Whoever has the rarest word, in order of their ids. */
const FEW = `
         select hit.id
           from (select distinct found.id from (${RAREST}) as found where found.id > $1::text order by found.id) as hit
          cross join lateral (
                select true
                  from employees e
                 where e.id = hit.id
                   and ${isMeant}
                offset 0) as meant
          where ${hasAll('hit.id')}
          order by hit.id
          limit $5::int`;

/** Many have each word, so that a page is soon full. */
const MANY = `
         select e.id
           from employees e
          where e.id > $1::text
            and ${isMeant}
            and ${hasAll('e.id')}
            and $10::int >= 0
          order by e.id
          limit $5::int`;

/** Rows under the reader's own policy, by a look-up for each. */
const searchSql = (columns: string, from: string, ids: string): string => `
  select found.*
    from (${ids}) as hit (id)
   cross join lateral (
           select ${columns}
             from ${from}
            where e.id = hit.id
              and not e.deleted
           offset 0) as found
   order by found.id`;

const listed = (ids: string): string => employeesWithinBytes(searchSql(LISTED_COLUMNS, EMPLOYEES_E, ids));
const walked = (ids: string): string => searchSql(WALKED_COLUMNS, 'employees e', ids);

/** Where few have the rarest word, and where many have. */
export const SEARCH = {
  listed: [listed(FEW), listed(MANY)],
  walked: [walked(FEW), walked(MANY)],
} as const;

type Where = readonly [filter: EmployeeFilter, page: Page];

/** Employees who have every word of `term`, or one that begins so; in id order. None for a term without a word. */
export async function searchEmployees(tx: Transaction, term: string, ...where: Where): Promise<ListedRow[]> {
  return (await search<ListedRow>(tx, 'listed', term, where)).map(employeeRow);
}

/** The same, with no more than what a walk looks at. */
export function walkFound(tx: Transaction, term: string, ...where: Where): Promise<WalkedRow[]> {
  return search<WalkedRow>(tx, 'walked', term, where);
}

async function search<Row extends ListedRow | WalkedRow>(
  tx: Transaction,
  as: keyof typeof SEARCH,
  term: string,
  [filter, page]: Where,
): Promise<Row[]> {
  const groups = typedWords(term).slice(0, MOST_WORDS);
  if (groups.length === 0) return [];
  const { n, count } = await rarestOf(tx, groups, {
    kinds: filter.kinds ?? ALL_KINDS,
    withLeavers: true,
    most: MOST_SORTED,
  });
  const [few, many] = SEARCH[as];
  const { rows } = await tx.query<Row>(count < MOST_SORTED ? few : many, searchValues(groups, n, filter, page));
  return rows;
}

export function searchValues(groups: WordGroups, first: number, filter: EmployeeFilter, page: Page): unknown[] {
  const department = filter.department === null ? null : indexKey(searchable(filter.department));
  const managerId = filter.managerId === null ? null : indexKey(filter.managerId);
  const meant = [page.after, filter.active, department, managerId, page.limit];
  return [...meant, ...groupArrays(groups), groups.length, first, filter.kinds ?? ALL_KINDS];
}

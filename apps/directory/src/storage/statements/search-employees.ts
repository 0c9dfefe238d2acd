import { indexKey, type Transaction } from '#postgres';
import { likePatterns } from '../../projection/like-patterns.js';
import { searchable } from '../../projection/searchable.js';
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

/**
 * Ids come from the reviewed function (see schema.ts), rows under the reader's own policy: one look-up for each,
 * where a join is planned for the thousand rows that a function is taken to give, and reads the company (4,163 pages for 51
 * of 20,000 people, where this way it is 870).
 */
const searchSql = (columns: string, from: string): string => `
  select found.*
    from search_employees($1::text, $2::text[], $3::bool, $4::text, $5::text, $6::text, $7::int) as hit (id)
   cross join lateral (
           select ${columns}
             from ${from}
            where e.id = hit.id
              and not e.deleted
           offset 0) as found
   order by found.id`;

const SEARCH_EMPLOYEES = employeesWithinBytes(searchSql(LISTED_COLUMNS, EMPLOYEES_E));

const WALK_FOUND = searchSql(WALKED_COLUMNS, 'employees e');

/** Employees who have every word of `term` in a name or a mail address; none for a term without a word. */
export async function searchEmployees(tx: Transaction, term: string, ...where: Where): Promise<ListedRow[]> {
  const values = searchValues(term, ...where);
  if (values === null) return [];
  const { rows } = await tx.query<ListedRow>(SEARCH_EMPLOYEES, values);
  return rows.map(employeeRow);
}

/** The same, with no more than what a walk looks at. */
export async function walkFound(tx: Transaction, term: string, ...where: Where): Promise<WalkedRow[]> {
  const values = searchValues(term, ...where);
  if (values === null) return [];
  const { rows } = await tx.query<WalkedRow>(WALK_FOUND, values);
  return rows;
}

type Where = readonly [filter: EmployeeFilter, page: Page];

function searchValues(term: string, ...[filter, page]: Where): unknown[] | null {
  const [first, ...others] = likePatterns(term);
  if (first === undefined) return null;
  const department = filter.department === null ? null : indexKey(searchable(filter.department));
  const managerId = filter.managerId === null ? null : indexKey(filter.managerId);
  return [first, others, filter.active, department, managerId, page.after, page.limit];
}

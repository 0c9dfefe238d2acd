import { indexKey, type Transaction } from '#postgres';
import { likePatterns } from '../../projection/like-patterns.js';
import { searchable } from '../../projection/searchable.js';
import { EMPLOYEE_COLUMNS, employeeRow, type EmployeeRow, type SelectedRow } from './employee-row.js';
import type { EmployeeFilter, Page } from './list-employees.js';

/**
 * Ids come from the reviewed function (see schema.ts), rows under the reader's own policy: one look-up for each,
 * where a join is planned for the thousand rows that a function is taken to give, and reads the company (4,163 pages for 51
 * of 20,000 people, where this way it is 870).
 */
const SEARCH_EMPLOYEES = `
  select ${EMPLOYEE_COLUMNS}
    from search_employees($1::text, $2::text[], $3::bool, $4::text, $5::text, $6::text, $7::int) as hit (id)
   cross join lateral (
           select *
             from employees found
            where found.id = hit.id
              and not found.deleted
           offset 0) as e
   order by e.id`;

/** Employees who have every word of `term` in a name or a mail address; none for a term without a word. */
export async function searchEmployees(
  tx: Transaction,
  term: string,
  filter: EmployeeFilter,
  page: Page,
): Promise<EmployeeRow[]> {
  const [first, ...others] = likePatterns(term);
  if (first === undefined) return [];
  const department = filter.department === null ? null : indexKey(searchable(filter.department));
  const managerId = filter.managerId === null ? null : indexKey(filter.managerId);
  const { rows } = await tx.query<SelectedRow>(SEARCH_EMPLOYEES, [
    ...[first, others, filter.active, department, managerId, page.after, page.limit],
  ]);
  return rows.map(employeeRow);
}

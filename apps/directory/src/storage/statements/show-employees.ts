import type { Transaction } from '#postgres';
import { EMPLOYEES_E, employeesWithinBytes, employeeRow, LISTED_COLUMNS, type ListedRow } from './employee-row.js';

/** Each by its key, as what is searched: a join with the ids would read the company. */
const SHOW_EMPLOYEES = employeesWithinBytes(`
  select shown.*
    from unnest($1::text[]) as wanted (id)
   cross join lateral (
           select ${LISTED_COLUMNS}
             from ${EMPLOYEES_E}
            where e.id = wanted.id
              and not e.deleted
           offset 0) as shown
   order by shown.id`);

/** Those of the ids who are employees, in id order. */
export async function showEmployees(tx: Transaction, ids: readonly string[]): Promise<ListedRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.query<ListedRow>(SHOW_EMPLOYEES, [ids]);
  return rows.map(employeeRow);
}

import { indexKey, type Transaction } from '#postgres';
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
import { reportsConditions } from './manager-named.js';

export interface EmployeeFilter {
  /** null is any. */
  readonly active: boolean | null;
  /** Compared without case and diacritics. */
  readonly department: string | null;
  /** The id of whoever is the manager. */
  readonly managerId: string | null;
  /** These alone. */
  readonly ids?: readonly string[] | undefined;
  readonly externalIds?: readonly string[] | undefined;
  /** Of what is searched: the kinds of words that count, all unless told. */
  readonly kinds?: readonly number[] | undefined;
}

/** Characters of an identity provider's id by which an employee is found; the index has no longer ones. */
export const EXTERNAL_ID = 256;

/** The part of a list after an id, in id order. */
export interface Page {
  readonly after: string;
  readonly limit: number;
}

/**
 * A page by keyset. Ids never change, so whoever stays an employee while the pages are read is in exactly one of them,
 * whatever is written meanwhile; an order by name would lose those who are renamed.
 *
 * Not a named statement: the plan is made for the values, and conditions on null fall away.
 */
const listSql = (columns: string, from: string, more = ''): string => `
  select ${columns}
    from ${from}
   where e.id > $1::text
     and not e.deleted
     and ($2::bool is null or e.active = $2::bool)
     and ($3::text is null or e.department_key = $3::text)
     and ($4::text is null or e.manager_id = $4::text)${more}
   order by e.id
   limit $5::int`;

export const LIST_EMPLOYEES = employeesWithinBytes(listSql(LISTED_COLUMNS, EMPLOYEES_E));

/** By keys: a look-up for each of at most a hundred. What was not asked for falls away in planning. */
export const LIST_NAMED = employeesWithinBytes(
  listSql(
    LISTED_COLUMNS,
    EMPLOYEES_E,
    `
     and ($6::text[] is null or e.id = any($6::text[]))
     and ($7::text[] is null or (e.external_id = any($7::text[]) and length(e.external_id) <= ${EXTERNAL_ID}))`,
  ),
);

const WALK_EMPLOYEES = listSql(WALKED_COLUMNS, 'employees e');

/** The same for one manager's reports: a branch for each name of the manager, each of which is walked by its index. */
const LIST_OF_MANAGER = employeesWithinBytes(`
  with hit as (
${reportsConditions('$4::text')
  .map(
    (condition) => `    (select e.id
       from employees e
      where ${condition}
        and e.id > $1::text
        and not e.deleted
        and ($2::bool is null or e.active = $2::bool)
        and ($3::text is null or e.department_key = $3::text)
      order by e.id
      limit $5::int)`,
  )
  .join('\n     union\n')}
  )
  select reported.*
    from (select id from hit order by id limit $5::int) page
   cross join lateral (
         select ${LISTED_COLUMNS}
           from ${EMPLOYEES_E}
          where e.id = page.id
          limit 1) as reported
   order by reported.id`);

export async function listEmployees(tx: Transaction, filter: EmployeeFilter, page: Page): Promise<ListedRow[]> {
  const { ids, externalIds, managerId } = filter;
  const isNamed = ids !== undefined || externalIds !== undefined;
  const text = isNamed ? LIST_NAMED : managerId === null ? LIST_EMPLOYEES : LIST_OF_MANAGER;
  const named = isNamed ? [ids ?? null, externalIds ?? null] : [];
  const { rows } = await tx.query<ListedRow>(text, [...listValues(filter, page), ...named]);
  return rows.map(employeeRow);
}

/** Everybody of a page, with no more than what a walk looks at. */
export async function walkEmployees(tx: Transaction, filter: EmployeeFilter, page: Page): Promise<WalkedRow[]> {
  const { rows } = await tx.query<WalkedRow>(WALK_EMPLOYEES, listValues(filter, page));
  return rows;
}

export function listValues({ active, department, managerId }: EmployeeFilter, { after, limit }: Page): unknown[] {
  const departmentKey = department === null ? null : indexKey(searchable(department));
  return [after, active, departmentKey, managerId === null ? null : indexKey(managerId), limit];
}

import type { Transaction } from '#postgres';
import { NAME_SHOWN } from './manager-named.js';

/** People of a department that are counted; beyond them "at least". */
export const MOST_IN_DEPARTMENT = 1_000;

export interface DepartmentRow {
  readonly key: string;
  readonly name: string;
  readonly people: number;
  /** Rows that were looked at for that. */
  readonly walked: number;
}

const NEXT = (after: string): string => `
           (select e.department_key
              from employees e
             where e.department_key > ${after} and e.department_key is not null and not e.deleted
             order by e.department_key
             limit 1)`;

/**
 * In order of their keys, by leaps in the index. The name is the one of whoever comes first: they differ in case and accents.
 *
 * @param people how many of the rows `e` that are looked at count
 */
const departments = ({ shown, people }: { readonly shown: string; readonly people: string }): string => `
  with recursive department (key, n) as (
           select ${NEXT('$1::text')}, 1
       union all
           select ${NEXT('d.key')}, d.n + 1
             from department d
            where d.key is not null and d.n < $2::int
       )
  select d.key,
         (select left(e.department, ${NAME_SHOWN})
            from employees e
           where e.department_key = d.key and not e.deleted
           order by e.id
           limit 1) as name,
         of_it.people,
         of_it.walked
    from department d
   cross join lateral (
         select ${people}::int as people,
                count(*)::int as walked
           from (select ${shown}
                   from employees e
                  where e.department_key = d.key and not e.deleted
                  limit ${MOST_IN_DEPARTMENT + 1}) as found) as of_it
   where d.key is not null
   order by d.key`;

/** Two texts: with `active` the count reads the rows, and without it the index alone. */
export const LIST_DEPARTMENTS = departments({ shown: '1', people: 'count(*)' });
export const LIST_ACTIVE_DEPARTMENTS = departments({
  shown: 'e.active',
  people: 'count(*) filter (where found.active)',
});

/** @param after the key of the last of the page before; empty for the first */
export async function listDepartments(tx: Transaction, after: string, limit: number): Promise<DepartmentRow[]> {
  const { rows } = await tx.query<DepartmentRow>(LIST_DEPARTMENTS, [after, limit]);
  return rows;
}

/** The same, of people who are active. */
export async function listActiveDepartments(tx: Transaction, after: string, limit: number): Promise<DepartmentRow[]> {
  const { rows } = await tx.query<DepartmentRow>(LIST_ACTIVE_DEPARTMENTS, [after, limit]);
  return rows;
}

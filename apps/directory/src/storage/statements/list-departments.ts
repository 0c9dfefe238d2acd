import type { Transaction } from '#postgres';
import { NAME_SHOWN } from './manager-named.js';

/** People of a department that are counted; beyond them "at least". */
export const MOST_IN_DEPARTMENT = 1_000;

export interface DepartmentRow {
  readonly key: string;
  readonly name: string;
  readonly people: number;
}

const NEXT = (after: string): string => `
           (select e.department_key
              from employees e
             where e.department_key > ${after} and e.department_key is not null and not e.deleted
             order by e.department_key
             limit 1)`;

/** In order of their keys, by leaps in the index. The name is the one of whoever comes first: they differ in case and accents. */
export const LIST_DEPARTMENTS = `
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
         (select count(*)::int
            from (select 1
                    from employees e
                   where e.department_key = d.key and not e.deleted
                   limit ${MOST_IN_DEPARTMENT + 1}) as found) as people
    from department d
   where d.key is not null
   order by d.key`;

/** @param after the key of the last of the page before; empty for the first */
export async function listDepartments(tx: Transaction, after: string, limit: number): Promise<DepartmentRow[]> {
  const { rows } = await tx.query<DepartmentRow>(LIST_DEPARTMENTS, [after, limit]);
  return rows;
}

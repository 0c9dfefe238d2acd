/**
 * Who an employee's manager is, decided at reading: `personNamed` of the contracts, in SQL, of the value that stands as
 * manager. A change of a manager's address or number costs that manager's row, however many report to them. Three
 * look-ups by index at most; all conditions are equalities, which are leakproof.
 */

/** Characters of a name beside which somebody else is shown: 200 people may have the same manager. */
export const NAME_SHOWN = 256;

const SHOWN = `jsonb_build_object('id', m.id, 'displayName', left(m.display_name, ${NAME_SHOWN}), 'active', m.active)`;

const only = (condition: string): string => `
                (select (array_agg(m.shown))[1]
                   from (select ${SHOWN} as shown from employees m where ${condition} limit 2) m
                 having count(*) = 1)`;

/**
 * Of `employees e`: id, name and whether active, as JSON; null while nobody alone is named. Whether somebody has the address
 * is no `exists`: PostgreSQL hashes that, and reads all of the company for one page (20,000 rows, 18 ms).
 */
export const MANAGER_OF_E = `coalesce(
           (select ${SHOWN} from employees m where m.tenant_id = e.tenant_id and m.id = e.manager_id and not m.deleted),
           case
             when e.manager_id is null then null
             when (select true from employees m where m.tenant_id = e.tenant_id and m.mail_key = e.manager_mail_key limit 1)
             then ${only('m.tenant_id = e.tenant_id and m.mail_key = e.manager_mail_key')}
             else ${only('m.tenant_id = e.tenant_id and m.employee_number = e.manager_id')}
           end)`;

const NOBODY_HAS_THE_ID = 'not exists (select 1 from employees o where o.id = e.manager_id and not o.deleted)';

/**
 * The other way round: conditions on `employees e`, who reports to the employee with the id `manager`, one for each of
 * the manager's names. Each finds its rows by an index, in the order of their ids.
 */
export function reportsConditions(manager: string): readonly string[] {
  return [
    `e.manager_id = ${manager}`,
    `e.manager_mail_key = (
            select m.mail_key
              from employees m
             where m.id = ${manager}
               and not exists (select 1 from employees o where o.mail_key = m.mail_key and o.id <> m.id))
        and ${NOBODY_HAS_THE_ID}`,
    `e.manager_id = (
            select m.employee_number
              from employees m
             where m.id = ${manager}
               and not exists (select 1 from employees o where o.employee_number = m.employee_number and o.id <> m.id))
        and ${NOBODY_HAS_THE_ID}
        and not exists (select 1 from employees o where o.mail_key = e.manager_mail_key)`,
  ];
}

/**
 * The same for a walk over many managers, whose ids are `manager`: each costs a look at its own row and at its reports.
 * Whether a name means one alone is asked where somebody is named so, which few are.
 */
export function reportsSql(manager: string): string {
  return `
           select e.id from employees e where e.manager_id = ${manager} and not e.deleted
            union all
           select by_name.id
             from employees m
            cross join lateral (
                  select e.id
                    from employees e
                   where e.manager_mail_key = m.mail_key
                     and not e.deleted
                     and not exists (
                         select 1 from employees o where o.mail_key = e.manager_mail_key and o.id <> m.id)
                     and ${NOBODY_HAS_THE_ID}
                   union all
                  select e.id
                    from employees e
                   where e.manager_id = m.employee_number
                     and not e.deleted
                     and not exists (
                         select 1 from employees o where o.employee_number = e.manager_id and o.id <> m.id)
                     and ${NOBODY_HAS_THE_ID}
                     and not exists (select 1 from employees o where o.mail_key = e.manager_mail_key)
                  ) as by_name
            where m.id = ${manager}`;
}

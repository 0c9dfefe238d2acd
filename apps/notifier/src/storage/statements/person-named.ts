/**
 * The id of whom a value names, as personNamed of the contracts decides it: a scalar of `people`, three look-ups by index.
 * Two of a kind are enough to know that it is not one alone. `exists` would be hashed, and read everybody's people for it.
 *
 * @param tenant, value, key SQL expressions; `key` is the value's mail key, null where it is no mailbox
 */
export function personNamedSql({ tenant, value, key }: Named): string {
  const only = (condition: string) => `(
             select min(one.user_id)
               from (select c.user_id from people c where c.tenant_id = ${tenant} and ${condition} limit 2) one
             having count(*) = 1)`;
  const byMail = `c.mail_key = ${key}`;
  return `coalesce(
           (select c.user_id from people c where c.tenant_id = ${tenant} and c.user_id = ${value}),
           case
             when (select true from people c where c.tenant_id = ${tenant} and ${byMail} limit 1)
             then ${only(byMail)}
             else ${only(`left(c.employee_number, 200) = left(${value}, 200) and c.employee_number = ${value}`)}
           end)`;
}

interface Named {
  readonly tenant: string;
  readonly value: string;
  readonly key: string;
}

import type { Transaction } from '#postgres';
import { EMPLOYEE_COLUMNS, EMPLOYEES_E, employeeRow, type EmployeeRow, type SelectedRow } from './employee-row.js';

/** One row by primary key: the tenant is the policy's condition. */
export const FIND_EMPLOYEE = `
  select ${EMPLOYEE_COLUMNS}
    from ${EMPLOYEES_E}
   where e.id = $1::text
     and not e.deleted`;

export async function findEmployee(tx: Transaction, id: string): Promise<EmployeeRow | null> {
  const { rows } = await tx.query<SelectedRow>({ name: 'find-employee', text: FIND_EMPLOYEE }, [id]);
  return rows[0] === undefined ? null : employeeRow(rows[0]);
}

import { insertMany, replaced, valuesOf, type Transaction } from '#postgres';
import type { EmployeeView } from '../../projection/employee.js';
import { EMPLOYEE } from './employee-columns.js';

/**
 * Puts the batch's last views in place of what was. The caller has loaded the rows under its partition's lock; the
 * condition on the version is the second guard: a replaced consumer that still runs cannot take a row back.
 */
const SAVE_EMPLOYEES = `${insertMany('employees as e', EMPLOYEE)}
      on conflict (tenant_id, id) do update
     set ${replaced(EMPLOYEE, ['tenant_id', 'id'])},
         inactive_by = null
   where e.version < excluded.version`;

export async function saveEmployees(tx: Transaction, views: readonly EmployeeView[]): Promise<void> {
  await tx.query({ name: 'save-employees', text: SAVE_EMPLOYEES }, valuesOf(EMPLOYEE, views));
}

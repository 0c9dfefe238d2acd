import type { Transaction } from '#postgres';
import { employeeKey } from '../../projection/fold-users.js';
import type { Known } from '../../projection/employee.js';

/**
 * What is known of a batch's employees. No lock: an employee's events are all in one partition, and the transaction
 * holds its partition's offset row, so no second instance folds the same employee. Each by its key: a join reads the table
 * when its plan was made while that was empty (0.7 ms at 2,500 employees).
 */
const LOAD_KNOWN = `
  select wanted.tenant_id::text as tenant_id,
         wanted.id,
         known.version
    from unnest($1::uuid[], $2::text[]) as wanted (tenant_id, id)
   cross join lateral (
         select e.version
           from employees e
          where e.tenant_id = wanted.tenant_id
            and e.id = wanted.id
          limit 1) as known`;

export interface EmployeeId {
  readonly tenantId: string;
  readonly id: string;
}

export async function loadKnown(tx: Transaction, ids: readonly EmployeeId[]): Promise<Map<string, Known>> {
  const { rows } = await tx.query<{ tenant_id: string; id: string; version: number }>(
    { name: 'load-known', text: LOAD_KNOWN },
    [ids.map(({ tenantId }) => tenantId), ids.map(({ id }) => id)],
  );
  return new Map(rows.map(({ tenant_id, id, version }) => [employeeKey(tenant_id, id), { version }]));
}

import type { Transaction } from '#postgres';
import type { Known } from '../../projection/employee.js';
import { employeeKey } from '../../projection/fold-users.js';
import type { EmployeeId } from './load-known.js';

/** The partition of a group is this transaction's alone, so what is read here stays until its rows are written. */
const LOAD_KNOWN_GROUPS = `
  select wanted.tenant_id,
         wanted.id,
         known.version
    from unnest($1::uuid[], $2::text[]) as wanted (tenant_id, id)
   cross join lateral (
         select g.version
           from groups g
          where g.tenant_id = wanted.tenant_id
            and g.id = wanted.id
          limit 1) as known`;

export async function loadKnownGroups(tx: Transaction, ids: readonly EmployeeId[]): Promise<Map<string, Known>> {
  const { rows } = await tx.query<{ tenant_id: string; id: string; version: number }>(
    { name: 'load-known-groups', text: LOAD_KNOWN_GROUPS },
    [ids.map(({ tenantId }) => tenantId), ids.map(({ id }) => id)],
  );
  return new Map(rows.map(({ tenant_id, id, version }) => [employeeKey(tenant_id, id), { version }]));
}

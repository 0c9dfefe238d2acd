import { USERS, type RollcallEvent } from '#contracts';
import type { Transaction } from '#postgres';
import type { EmployeeId } from './load-known.js';
import { markChanged } from './mark-changed.js';

/** More gaps of one employee than a person will look through; those beyond change nothing any more. */
const MOST_LEAPS = 1_000;

/** Everything else of the row stays, its version too. The next version that is applied takes the row's place whole. */
const SHOW_INACTIVE = `
  update employees
     set active = false,
         inactive_by = array_append(inactive_by, $3::uuid)
   where tenant_id = $1::uuid
     and id = $2::text
     and not deleted
     and coalesce(cardinality(inactive_by), 0) < ${MOST_LEAPS}`;

/** An event that leapt takes the employee out of work, and is parked: who may have left is not shown as active. */
export async function showInactive(tx: Transaction, { tenantId, subject, id }: RollcallEvent): Promise<void> {
  const { rowCount } = await tx.query({ name: 'show-inactive', text: SHOW_INACTIVE }, [tenantId, subject, id]);
  if (rowCount === 1) await markChanged(tx, [{ tenantId, id: subject, isMoved: false }]);
}

const KEEP_INACTIVE = `
  update employees e
     set active = false,
         inactive_by = kept.leaps
    from (select array_agg(p.event_id order by p.record_offset) as leaps
            from parked_events p
           where p.topic = '${USERS.name}'
             and p.event_id = any ($3::uuid[])
             and p.kind = 'gap'
             and p.record_offset > $4::bigint) as kept
   where e.tenant_id = $1::uuid
     and e.id = $2::text
     and not e.deleted
     and kept.leaps is not null`;

/**
 * What stands behind a gap in the topic is not taken back when that is released: of the leaps that have taken the employee out of
 * work those behind the event that was applied do so still, as they do when all is folded anew.
 */
export async function keepInactive(
  tx: Transaction,
  { tenantId, id }: EmployeeId,
  { leaps, appliedAt }: { readonly leaps: readonly string[]; readonly appliedAt: bigint },
): Promise<void> {
  await tx.query(KEEP_INACTIVE, [tenantId, id, leaps, appliedAt.toString()]);
}

/** As the version that the row shows says, unless another gap has taken the employee out of work since. */
const SHOW_AS_BEFORE = `
  update employees e
     set inactive_by = nullif(array_remove(e.inactive_by, $3::uuid), '{}'),
         active = array_remove(e.inactive_by, $3::uuid) = '{}'
                  and coalesce((select v.resource ->> 'active' = 'true'
                                  from employee_versions v
                                 where v.tenant_id = e.tenant_id and v.id = e.id and v.version = e.version), false)
   where e.tenant_id = $1::uuid
     and e.id = $2::text
     and $3::uuid = any(e.inactive_by)`;

/** Such an event has been discarded. */
export async function showAsBefore(tx: Transaction, { tenantId, subject, id }: RollcallEvent): Promise<void> {
  const { rowCount } = await tx.query(SHOW_AS_BEFORE, [tenantId, subject, id]);
  if (rowCount === 1) await markChanged(tx, [{ tenantId, id: subject, isMoved: false }]);
}

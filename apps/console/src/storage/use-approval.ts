import type { Transaction } from '#postgres';
import type { Approvable, Leave, NoLeave } from '../approvals/approval.js';
import { hasOtherAdministrator } from './administrators.js';
import type { Changing } from './sign-on-store.js';
import { tell } from './tell.js';

/** Locked: another replica that uses it waits, and then finds it used. */
const FIND = `
  select p.id, p.decided_by as by,
         exists (select
                   from accounts a
                  where a.id = p.decided_by
                    and 'identity-administrator' = any (a.roles)) as stands
    from approvals p
   where p.tenant_id = $1::uuid
     and p.asked_by = $2::uuid
     and p.act = $3::text
     and p.object = $4::text
     and p.state = 'approved'
     and p.ends_at > now()
   order by stands desc, p.decided_at, p.id
   limit 1
     for update of p`;

const USE = `
  update approvals set state = 'used', used_at = now() where id = $1::uuid`;

/** Whether whoever acts may do this now. What was approved is used by it, in the transaction of what is done. */
export async function useApproval(
  tx: Transaction,
  changing: Changing,
  { act, object }: Approvable,
): Promise<Leave | NoLeave> {
  const { tenantId, by } = changing;
  if (!(await hasOtherAdministrator(tx, by))) return { kind: 'alone' };
  const [found] = (await tx.query<Found & Record<string, unknown>>(FIND, [tenantId, by, act, object])).rows;
  if (found === undefined) return 'approval-required';
  if (!found.stands) return 'approver-left';
  await tx.query(USE, [found.id]);
  const changes = [
    { path: 'act', after: act },
    { path: 'object', after: object },
    { path: 'approvedBy', after: found.by },
  ];
  await tell(tx, { act: 'approvals.use', object: { type: 'approval', id: found.id }, ...changing, changes });
  return { kind: 'approved', approval: found.id, by: found.by };
}

interface Found {
  readonly id: string;
  readonly by: string;
  readonly stands: boolean;
}

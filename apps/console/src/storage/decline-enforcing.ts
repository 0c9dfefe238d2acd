import type { Transaction } from '#postgres';
import { tell, type Told } from './tell.js';

/** Whoever asks waits for who changes what was asked for, and for who asks at the same moment; or they for it. */
const ONE_AT_A_TIME = `
  select pg_advisory_xact_lock(hashtext('approvals'), hashtext($1::text))`;

/** Whoever decides or uses one of them at this moment is waited for, or waits, and then finds it declined. Nobody has decided it. */
const DECLINE = `
  update approvals
     set state = 'declined', decided_by = null, decided_at = now()
   where tenant_id = $1::uuid
     and act = 'sign-ons.enforce'
     and state in ('pending', 'approved')
     and ends_at > now()
  returning id, object, asked_by`;

/** Until the transaction has ended nobody else asks for anything, or changes what was asked for. */
export async function askInTurn(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query(ONE_AT_A_TIME, [tenantId]);
}

/** What was approved are the settings that whoever approved it saw: of others it is asked for anew. */
export async function declineEnforcing(
  tx: Transaction,
  { tenantId, by, asking }: Pick<Told, 'tenantId' | 'by' | 'asking'>,
): Promise<void> {
  await askInTurn(tx, tenantId);
  const { rows } = await tx.query<{ id: string; object: string; asked_by: string }>(DECLINE, [tenantId]);
  for (const { id, object: of, asked_by: askedBy } of rows) {
    const changes = [
      { path: 'act', after: 'sign-ons.enforce' },
      { path: 'object', after: of },
      { path: 'askedBy', after: askedBy },
      { path: 'because', after: 'settings changed' },
    ];
    await tell(tx, { act: 'approvals.decline', object: { type: 'approval', id }, tenantId, by, asking, changes });
  }
}

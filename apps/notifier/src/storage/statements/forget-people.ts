import type { Transaction } from '#postgres';
import type { PersonKey } from './load-people.js';

const FORGET_PEOPLE = `
  delete from people p
   using unnest($1::uuid[], $2::text[]) as gone (tenant_id, user_id)
   where p.tenant_id = gone.tenant_id
     and p.user_id = gone.user_id`;

/** A deleted person leaves nothing behind; a late duplicate of an old event is known by its id. */
export async function forgetPeople(tx: Transaction, keys: readonly PersonKey[]): Promise<void> {
  if (keys.length === 0) return;
  const values = [keys.map((key) => key.tenantId), keys.map((key) => key.id)];
  await tx.query({ name: 'forget-people', text: FORGET_PEOPLE }, values);
}

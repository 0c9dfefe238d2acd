import { mailKey } from '#contracts';
import type { Transaction } from '#postgres';

const LOAD = `
  select ask_at, asked_at, expires_at, confirmed_at
    from confirmations
   where tenant_id = $1::uuid
     and address = $2::text`;

export interface ConfirmationRow {
  readonly ask_at: Date | null;
  readonly asked_at: Date | null;
  readonly expires_at: Date | null;
  readonly confirmed_at: Date | null;
}

/** null: nobody was ever to be asked. */
export async function loadConfirmation(
  tx: Transaction,
  tenantId: string,
  address: string,
): Promise<ConfirmationRow | null> {
  const values = [tenantId, mailKey(address)];
  return (await tx.query<ConfirmationRow & object>({ name: 'load-confirmation', text: LOAD }, values)).rows[0] ?? null;
}

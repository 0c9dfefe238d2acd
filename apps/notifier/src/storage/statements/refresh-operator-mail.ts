import type { Transaction } from '#postgres';

/** A mail that waits for the mail server says what is true when it goes; one that is being sent is left as it is. */
const REFRESH_OPERATOR_MAIL = `
  update deliveries
     set facts = $2::jsonb
   where id = $1::uuid
     and status = 'pending'`;

export async function refreshOperatorMail(tx: Transaction, id: string, facts: unknown): Promise<void> {
  await tx.query({ name: 'refresh-operator-mail', text: REFRESH_OPERATOR_MAIL }, [id, JSON.stringify(facts)]);
}

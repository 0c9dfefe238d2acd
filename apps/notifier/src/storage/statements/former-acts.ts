import { decodeEvent } from '#contracts';
import { appendToOutbox } from '#outbox';
import { scopeToTenant, type Transaction } from '#postgres';

const TAKE = `
  delete from mailing.acts
  returning headers, value`;

interface ActRow {
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** What a process of the release before has written down and not told: it is told from where all else is. Returns how many. */
export async function takeOverFormerActs(tx: Transaction): Promise<number> {
  const { rows } = await tx.query<ActRow>(TAKE);
  for (const row of rows) {
    const decoded = decodeEvent(row);
    if (!decoded.ok) throw new Error(`an act of before cannot be read: ${decoded.because}`);
    await scopeToTenant(tx, decoded.event.tenantId);
    await appendToOutbox(tx, [decoded.event]);
  }
  return rows.length;
}

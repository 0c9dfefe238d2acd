import type { Pool } from 'pg';
import { appendAct } from '#outbox';
import { inTransaction, type Transaction } from '#postgres';
import { LINK_GOOD_MS } from '../rules/confirmation.js';
import { linkHash, newLinkToken } from '../storage/link-token.js';
import { findLink, giveLink, markConfirmed, type OfAddress } from '../storage/statements/confirmations.js';

/** The token of the link in the mail that is about to go out; that of an earlier mail is good no more. */
export async function makeLink(
  tx: Transaction,
  of: OfAddress,
  now: Date,
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  const token = newLinkToken();
  const expiresAt = new Date(now.getTime() + LINK_GOOD_MS);
  await giveLink(tx, of, { hash: linkHash(token), expiresAt });
  return { token, expiresAt };
}

/** By which request, and from which address range. */
export interface Confirming {
  readonly requestId: string;
  readonly address: string;
  readonly at: Date;
}

/** Whoever reads the mailbox has said so. False: the link is nobody's, or no longer. Saying it twice is saying it once. */
export function confirmAddress(pool: Pool, token: string, { at, ...asked }: Confirming): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    const link = await findLink(tx, linkHash(token), at);
    if (link === null) return false;
    if (link.isConfirmed) return true;
    await markConfirmed(tx, link, at);
    const { tenantId } = link;
    const object = { type: 'notification-address', id: tenantId } as const;
    const changes = [{ path: 'confirmedAt', before: null, after: at.toISOString() }];
    await appendAct(
      tx,
      { act: 'notification-addresses.confirm', tenantId, object, at, changes },
      { ...asked, type: 'mailbox', traceparent: null, reason: null },
    );
    return true;
  });
}

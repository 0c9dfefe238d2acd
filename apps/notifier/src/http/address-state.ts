import { mailKey } from '#contracts';
import type { Transaction } from '#postgres';
import { admit } from '../rules/recipient.js';
import { loadConfirmation } from '../storage/statements/load-confirmation.js';
import { loadStanding } from '../storage/statements/load-standing.js';
import { findRefusing } from '../storage/statements/refusing-addresses.js';

/** What is known of one notification address. */
export interface AddressState {
  /**
   * `confirmed`: mails go there, because its domain is proved or grandfathered or its reader has confirmed it. `waiting`: for its
   * reader, and none goes there before. `refused`: the mail server has refused the last mail to it for good.
   */
  readonly state: 'confirmed' | 'waiting' | 'refused';
  /** As the mail server answered (`550 5.1.1`), since when, and the last time; null: it does not refuse. */
  readonly refused: { readonly code: string; readonly since: string; readonly lastAt: string } | null;
  readonly isMailed: boolean;
  readonly confirmedAt: string | null;
  /** Of the mail with the link: when it is due, when the last one was made, and until when its link is good. */
  readonly mailDueAt: string | null;
  readonly mailedAt: string | null;
  readonly linkGoodUntil: string | null;
}

export async function addressState(tx: Transaction, tenantId: string, address: string): Promise<AddressState> {
  const isMailed = admit(address, 'domain', await loadStanding(tx, tenantId, address)).kind === 'admitted';
  const asked = await loadConfirmation(tx, tenantId, address);
  const refusing = await findRefusing(tx, { tenantId, address: mailKey(address) });
  return {
    state: refusing !== null ? 'refused' : isMailed ? 'confirmed' : 'waiting',
    refused: refusing && {
      code: refusing.code,
      since: refusing.since.toISOString(),
      lastAt: refusing.lastAt.toISOString(),
    },
    isMailed,
    confirmedAt: text(asked?.confirmed_at),
    mailDueAt: text(asked?.ask_at),
    mailedAt: text(asked?.asked_at),
    linkGoodUntil: text(asked?.expires_at),
  };
}

function text(time: Date | null | undefined): string | null {
  return time?.toISOString() ?? null;
}

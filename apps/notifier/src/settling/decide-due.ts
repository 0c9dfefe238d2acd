import { mailKey } from '#contracts';
import type { Transaction } from '#postgres';
import { isOverCap, periodOf, type Caps } from '../rules/caps.js';
import { needsConfirmation } from '../rules/confirmation.js';
import { deliveryId } from '../rules/delivery-id.js';
import { gather } from '../rules/gather.js';
import { admit } from '../rules/recipient.js';
import type { SuppressReason } from '../rules/intent.js';
import { letterOf } from '../templates/letters.js';
import { decodeFacts, decodeGatheredFacts } from '../storage/facts.js';
import { markNotAsked } from '../storage/statements/confirmations.js';
import { digestFor, factsOf, gatherInto } from '../storage/statements/digest-of-mailbox.js';
import { postponePending } from '../storage/statements/postpone.js';
import { suppressPending } from '../storage/statements/suppress.js';
import { loadStanding } from '../storage/statements/load-standing.js';
import { addToMailbox, countMailbox, mailboxHash } from '../storage/statements/mailbox-counts.js';
import { spendTurn, type DueRow } from '../storage/statements/next-due.js';
import { tellDomain } from './tell-domain.js';

/** What is done with a delivery that is due. */
export type Decision = 'send' | 'suppressed' | 'gathered' | 'postponed';

// One that waits for news of its tenant is looked at again after this long.
const LOOK_AGAIN_MS = 1_000;

/**
 * Asked where a mail leaves, and not where it is made: so no kind of mail is forgotten, nor one that somebody resends, nor
 * one that was made before the domain was withdrawn. The row is locked by this transaction.
 */
export async function decideDue(tx: Transaction, due: DueRow, { now, caps }: DecideContext): Promise<Decision> {
  const { tenant_id: tenantId } = due;
  // The operator's own address is checked where it is set.
  if (tenantId === null) return 'send';
  const refused = await refuse(tx, due, { now, caps });
  if (refused !== null) return refused;
  const box = { period: periodOf(now, caps).number, recipient: due.recipient, tenantId };
  // What has been tried counts already; a digest is what is sent beyond the cap.
  if (due.attempts === 0 && due.template !== 'digest' && isOverCap(await countMailbox(tx, box), caps)) {
    return gatherDue(tx, due, { now, caps });
  }
  if (due.attempts === 0) await addToMailbox(tx, box);
  await spendTurn(tx, tenantId);
  return 'send';
}

export interface DecideContext {
  readonly now: Date;
  readonly caps: Caps;
}

async function refuse(tx: Transaction, due: DueRow, { now, caps }: DecideContext): Promise<Decision | null> {
  const { id, tenant_id: tenantId, recipient, template } = due;
  if (tenantId === null) return null;
  const standing = await loadStanding(tx, tenantId, recipient);
  const admission = admit(recipient, template, standing);
  if (admission.kind === 'admitted') {
    if (template !== 'confirmation' || needsConfirmation(recipient, standing)) return null;
    return holdBack(tx, { ...due, tenantId }, { reason: 'needs no confirmation', now });
  }
  const until = due.since.getTime() + caps.domainWaitMs;
  if (now.getTime() < until) {
    await postponePending(tx, id, new Date(Math.min(now.getTime() + LOOK_AGAIN_MS, until)));
    return 'postponed';
  }
  const { reason, domain } = admission;
  if (domain !== null && !ABOUT_RECIPIENTS.has(template)) await tellDomain(tx, { id, tenantId, domain }, now);
  return holdBack(tx, { ...due, tenantId }, { reason, now });
}

/** An address whose link was never sent may be asked when it is set again. */
async function holdBack(
  tx: Transaction,
  { id, tenantId, template, recipient, attempts }: DueRow & { readonly tenantId: string },
  { reason, now }: { readonly reason: SuppressReason; readonly now: Date },
): Promise<Decision> {
  await suppressPending(tx, id, reason, now);
  if (template === 'confirmation' && attempts === 0) {
    await markNotAsked(tx, { tenantId, address: mailKey(recipient) });
  }
  return 'suppressed';
}

// A mail about a domain is not told of by another one.
const ABOUT_RECIPIENTS: ReadonlySet<string> = new Set(['domain', 'confirmation']);

async function gatherDue(tx: Transaction, due: DueRow, { now, caps }: DecideContext): Promise<Decision> {
  const { end } = periodOf(now, caps);
  // Its link is its only use: it goes when the mailbox may have mail again.
  if (due.template === 'confirmation') {
    await postponePending(tx, due.id, end);
    return 'postponed';
  }
  const key = mailboxHash(due.recipient).toString('hex');
  const digest = await digestFor(tx, due, { id: deliveryId('digest', due.id), key, now, dueAt: end });
  if (digest === null) {
    await postponePending(tx, due.id, new Date(now.getTime() + LOOK_AGAIN_MS));
    return 'postponed';
  }
  const line = lineOf(due.template, await factsOf(tx, due.id));
  const facts = gather(decodeGatheredFacts(digest.facts), { template: due.template, line, at: now });
  await gatherInto(tx, due, { id: digest.id, facts, now });
  return 'gathered';
}

/** What the mail would have been called. */
function lineOf(template: string, stored: unknown): string {
  try {
    return letterOf(decodeFacts(template, stored), { recipientName: '', tenantName: '' }).subject;
  } catch {
    // What is stored fits no template: alone it would have failed.
    return template;
  }
}

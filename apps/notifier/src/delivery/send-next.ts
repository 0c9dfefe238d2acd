import { afterAttempt, type RetryLimits, type Verdict } from './after-attempt.js';
import type { Attempt, Mail, MailChannel } from './channel.js';
import type { Claimed, DeliveryStore } from './store.js';

export interface Sender {
  readonly store: DeliveryStore;
  readonly channel: MailChannel;
  readonly compose: (claimed: Claimed) => Mail;
  readonly now: () => Date;
  readonly random: () => number;
  readonly limits: RetryLimits;
  readonly leaseMs: number;
  /** Runs one attempt, for whoever measures or traces it. */
  readonly observe: (claimed: Claimed, attempt: () => Promise<Verdict>) => Promise<Verdict>;
}

/**
 * Claims one delivery, tries it once and records what became of it; null if none was due.
 *
 * Whatever fails, fails for this delivery alone. If recording fails the lease expires, and the phase that was committed
 * decides: before DATA it is tried again, after DATA it is uncertain.
 */
export async function sendNext(sender: Sender): Promise<Verdict | null> {
  const claimed = await sender.store.claim(sender.now(), sender.leaseMs);
  if (claimed === null) return null;
  return sender.observe(claimed, async () => {
    const attempt = await tryOnce(sender, claimed);
    const context = { now: sender.now(), limits: sender.limits, random: sender.random() };
    const verdict = afterAttempt(attempt, claimed, context);
    await sender.store.record(claimed, verdict, { now: context.now, wasRefused: attempt.kind === 'refused' });
    return verdict;
  });
}

async function tryOnce(sender: Sender, claimed: Claimed): Promise<Attempt> {
  let mail: Mail;
  try {
    mail = sender.compose(claimed);
  } catch {
    // The same facts will not make a mail the next time either.
    return { kind: 'refused', permanent: true, because: 'the mail could not be composed' };
  }
  return sender.channel.send(mail, () => sender.store.beginData(claimed, sender.now()));
}

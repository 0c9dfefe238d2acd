import type { AdminActed } from '#contracts';
import type { Transaction } from '#postgres';
import type { EmergencyFacts } from '../rules/emergency.js';
import type { RuleContext } from '../rules/settings.js';
import { addOwnMail } from './add-own-mail.js';

/** An emergency account of the console was used: each use is a mail of its own, at once. */
export async function foldEmergency(tx: Transaction, event: AdminActed, { now }: RuleContext): Promise<void> {
  const { object, actor } = event.data;
  const facts: EmergencyFacts = { at: event.time, from: actor.address ?? null, accountId: object.id };
  await addOwnMail(tx, event, { template: 'emergency', facts, now });
}

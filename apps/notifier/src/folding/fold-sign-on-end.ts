import type { AdminActed } from '#contracts';
import type { Transaction } from '#postgres';
import type { RuleContext } from '../rules/settings.js';
import { signOnEndOf } from '../rules/sign-on-end.js';
import { addOwnMail } from './add-own-mail.js';

/** What single sign-on is locked with ends, says the console: each reminder is a mail of its own, at once. */
export async function foldSignOnEnd(tx: Transaction, event: AdminActed, { now }: RuleContext): Promise<void> {
  const facts = signOnEndOf(event);
  if (facts === null) return;
  await addOwnMail(tx, event, { template: 'sign-on', facts, now });
}

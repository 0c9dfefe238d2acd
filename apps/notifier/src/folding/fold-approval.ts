import type { AdminActed } from '#contracts';
import type { Transaction } from '#postgres';
import type { ApprovalFacts } from '../rules/approval.js';
import type { RuleContext } from '../rules/settings.js';
import { addOwnMail } from './add-own-mail.js';

/** An administrator asks the others at the console: each request is a mail of its own, at once, because it ends in a day. */
export async function foldApproval(tx: Transaction, event: AdminActed, { now }: RuleContext): Promise<void> {
  const { actor, changes = [] } = event.data;
  const act = changes.find(({ path }) => path === 'act')?.after;
  const facts: ApprovalFacts = { at: event.time, act: typeof act === 'string' ? act : null, accountId: actor.name };
  await addOwnMail(tx, event, { template: 'approval', facts, now });
}

import type { AdminActed } from '#contracts';
import type { Transaction } from '#postgres';
import type { GroupKey } from '../storage/statements/lock-group.js';
import { addToGroup } from './add-to-group.js';

export interface OwnMail {
  readonly template: GroupKey['template'];
  /** What the mail says. */
  readonly facts: unknown;
  readonly now: Date;
}

/** A mail of the event's own, due at once: a group that nothing is added to. */
export async function addOwnMail(tx: Transaction, event: AdminActed, { template, facts, now }: OwnMail): Promise<void> {
  await addToGroup(tx, {
    group: { tenantId: event.tenantId, template, key: event.id },
    events: [{ id: event.id, at: new Date(event.time), traceparent: event.traceparent }],
    dueAt: () => Promise.resolve(now),
    facts: () => facts,
    now,
  });
}

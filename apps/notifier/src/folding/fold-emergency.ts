import type { AdminActed } from '#contracts';
import type { Transaction } from '#postgres';
import type { EmergencyFacts } from '../rules/emergency.js';
import type { RuleContext } from '../rules/settings.js';
import { addToGroup } from './add-to-group.js';

/** An emergency account of the console was used: each use is a mail of its own, at once. */
export async function foldEmergency(tx: Transaction, event: AdminActed, { now }: RuleContext): Promise<void> {
  const { object, actor } = event.data;
  const facts: EmergencyFacts = { at: event.time, from: actor.address ?? null, accountId: object.id };
  await addToGroup(tx, {
    group: { tenantId: event.tenantId, template: 'emergency', key: event.id },
    events: [{ id: event.id, at: new Date(event.time), traceparent: event.traceparent }],
    dueAt: () => Promise.resolve(now),
    facts: () => facts,
    now,
  });
}

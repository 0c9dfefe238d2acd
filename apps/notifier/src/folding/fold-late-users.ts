import type { UserEvent } from '#contracts';
import type { Transaction } from '#postgres';
import { onLateEvent } from '../rules/on-late-event.js';
import type { RuleContext } from '../rules/settings.js';
import { deliveryOf } from './fold-users.js';
import { insertPersonDeliveries } from '../storage/statements/insert-person-deliveries.js';
import { loadCycles } from '../storage/statements/load-cycles.js';
import { loadPeople } from '../storage/statements/load-people.js';
import { isToldSince } from '../storage/statements/told-since.js';

/** Events that were parked while later ones of their people were applied: the people stay as those left them. */
export async function foldLateUsers(
  tx: Transaction,
  events: readonly UserEvent[],
  context: RuleContext,
): Promise<void> {
  for (const event of events) {
    const [person = null] = await loadPeople(tx, [{ tenantId: event.tenantId, id: event.subject }]);
    const cycle = (await loadCycles(tx, [event.tenantId])).get(event.tenantId) ?? null;
    const known = { person, cycle, isToldSince: await isToldSince(tx, event) };
    const intent = onLateEvent(known, event, context);
    if (intent !== null) await insertPersonDeliveries(tx, [deliveryOf(intent, event, context)], context.now);
  }
}

import type { AdminActed, ProvisioningEvent } from '#contracts';
import type { Transaction } from '#postgres';
import {
  addEngagement,
  addRefusal,
  addReminder,
  BRAKE,
  PAUSED,
  refusalReason,
  refusalsDueAt,
} from '../rules/refusals.js';
import type { RuleContext } from '../rules/settings.js';
import { addToGroup } from './add-to-group.js';
import { decodeRefusalFacts } from '../storage/facts.js';
import { loadTenant } from '../storage/statements/load-tenant.js';
import { lastReleased } from '../storage/statements/last-released.js';

/** Adds each refusal to the mail of its tenant and reason. */
export async function foldRefusals(
  tx: Transaction,
  events: readonly ProvisioningEvent[],
  context: RuleContext,
): Promise<void> {
  const groups = Map.groupBy(await toBeMailed(tx, events), (event) => `${event.tenantId}/${refusalReason(event)}`);
  // In one order: batches of other partitions lock the same groups.
  for (const [, members] of [...groups].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const [first] = members;
    if (first === undefined) continue;
    const group = { tenantId: first.tenantId, template: 'refusals', key: refusalReason(first) } as const;
    await addToGroup(tx, {
      group,
      events: members.map((event) => ({
        id: event.id,
        at: new Date(event.time),
        traceparent: event.traceparent,
        event,
      })),
      dueAt: async () => refusalsDueAt(await lastReleased(tx, group), context, group.key),
      facts: (soFar, added) => added.reduce((facts, { event }) => addRefusal(facts, event), decodeRefusalFacts(soFar)),
      now: context.now,
    });
  }
}

/** Without those of connections whose switch is off; what a brake holds back is told all the same. */
async function toBeMailed(tx: Transaction, events: readonly ProvisioningEvent[]): Promise<ProvisioningEvent[]> {
  const silent = new Map<string, readonly string[]>();
  for (const { tenantId } of events) {
    if (!silent.has(tenantId)) silent.set(tenantId, (await loadTenant(tx, tenantId))?.silent ?? []);
  }
  return events.filter(
    (event) => refusalReason(event) === BRAKE || silent.get(event.tenantId)?.includes(connectionOf(event)) !== true,
  );
}

function connectionOf(event: ProvisioningEvent): string {
  return event.type === 'rollcall.WriteRefused' ? event.data.actor.connectionId : event.data.connectionId;
}

/** A connection's brake has engaged: with what it refuses it is one mail. */
export function foldEngagement(tx: Transaction, event: AdminActed, context: RuleContext): Promise<void> {
  return foldNews(tx, event, { key: BRAKE, add: addEngagement, context });
}

/** A connection has been paused for long: with others of the tenant it is one mail. */
export function foldReminder(tx: Transaction, event: AdminActed, context: RuleContext): Promise<void> {
  return foldNews(tx, event, { key: PAUSED, add: addReminder, context });
}

interface News {
  readonly key: string;
  readonly add: typeof addEngagement;
  readonly context: RuleContext;
}

async function foldNews(tx: Transaction, event: AdminActed, { key, add, context }: News): Promise<void> {
  const group = { tenantId: event.tenantId, template: 'refusals', key } as const;
  await addToGroup(tx, {
    group,
    events: [{ id: event.id, at: new Date(event.time), traceparent: event.traceparent }],
    dueAt: async () => refusalsDueAt(await lastReleased(tx, group), context, group.key),
    facts: (soFar) => add(decodeRefusalFacts(soFar), event),
    now: context.now,
  });
}

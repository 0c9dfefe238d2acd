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
import { groupKeyOf } from '../rules/notified.js';
import type { RuleContext } from '../rules/settings.js';
import type { Tenant } from '../rules/tenant.js';
import { addToGroup } from './add-to-group.js';
import { decodeRefusalFacts } from '../storage/facts.js';
import { loadTenant } from '../storage/statements/load-tenant.js';
import { lastReleased } from '../storage/statements/last-released.js';

/** Adds each refusal to the mail of its tenant and reason, and of its connection where that has addresses of its own. */
export async function foldRefusals(
  tx: Transaction,
  events: readonly ProvisioningEvent[],
  context: RuleContext,
): Promise<void> {
  const tenants = await tenantsOf(tx, events);
  const keyOf = (event: ProvisioningEvent): string =>
    groupKeyOf(refusalReason(event), connectionOf(event), tenants.get(event.tenantId) ?? null);
  const groups = Map.groupBy(toBeMailed(events, tenants), (event) => `${event.tenantId}/${keyOf(event)}`);
  // In one order: batches of other partitions lock the same groups.
  for (const [, members] of [...groups].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const [first] = members;
    if (first === undefined) continue;
    const group = { tenantId: first.tenantId, template: 'refusals', key: keyOf(first) } as const;
    await addToGroup(tx, {
      group,
      events: members.map((event) => ({
        id: event.id,
        at: new Date(event.time),
        traceparent: event.traceparent,
        event,
      })),
      dueAt: async () => refusalsDueAt(await lastReleased(tx, group), context, refusalReason(first)),
      facts: (soFar, added) => added.reduce((facts, { event }) => addRefusal(facts, event), decodeRefusalFacts(soFar)),
      now: context.now,
    });
  }
}

type Tenants = ReadonlyMap<string, Tenant | null>;

async function tenantsOf(tx: Transaction, events: readonly ProvisioningEvent[]): Promise<Tenants> {
  const tenants = new Map<string, Tenant | null>();
  for (const { tenantId } of events) {
    if (!tenants.has(tenantId)) tenants.set(tenantId, await loadTenant(tx, tenantId));
  }
  return tenants;
}

/** Without those of connections whose switch is off; what a brake holds back is told all the same. */
function toBeMailed(events: readonly ProvisioningEvent[], tenants: Tenants): ProvisioningEvent[] {
  return events.filter(
    (event) =>
      refusalReason(event) === BRAKE || tenants.get(event.tenantId)?.silent.includes(connectionOf(event)) !== true,
  );
}

function connectionOf(event: ProvisioningEvent): string {
  return event.type === 'rollcall.WriteRefused' ? event.data.actor.connectionId : event.data.connectionId;
}

/** A connection's brake has engaged: with what it refuses it is one mail. */
export function foldEngagement(tx: Transaction, event: AdminActed, context: RuleContext): Promise<void> {
  return foldNews(tx, event, { reason: BRAKE, add: addEngagement, context });
}

/** A connection has been paused for long: with others of the tenant it is one mail. */
export function foldReminder(tx: Transaction, event: AdminActed, context: RuleContext): Promise<void> {
  return foldNews(tx, event, { reason: PAUSED, add: addReminder, context });
}

interface News {
  readonly reason: string;
  readonly add: typeof addEngagement;
  readonly context: RuleContext;
}

async function foldNews(tx: Transaction, event: AdminActed, { reason, add, context }: News): Promise<void> {
  const key = groupKeyOf(reason, event.data.object.id, await loadTenant(tx, event.tenantId));
  const group = { tenantId: event.tenantId, template: 'refusals', key } as const;
  await addToGroup(tx, {
    group,
    events: [{ id: event.id, at: new Date(event.time), traceparent: event.traceparent }],
    dueAt: async () => refusalsDueAt(await lastReleased(tx, group), context, reason),
    facts: (soFar) => add(decodeRefusalFacts(soFar), event),
    now: context.now,
  });
}

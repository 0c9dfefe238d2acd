import type { UserEvent } from '#contracts';
import type { Transaction } from '#postgres';
import { deliveryId } from '../rules/delivery-id.js';
import type { Cycle } from '../rules/initial-cycle.js';
import type { DigestIntent, PersonIntent } from '../rules/intent.js';
import { onUserEvent } from '../rules/on-user-event.js';
import type { Person } from '../rules/person.js';
import type { RuleContext } from '../rules/settings.js';
import { addToGroup } from './add-to-group.js';
import { LeaversOfBatch } from './leavers-of-batch.js';
import { forgetPeople } from '../storage/statements/forget-people.js';
import type { PersonDelivery } from '../storage/statements/delivery-columns.js';
import { insertPersonDeliveries } from '../storage/statements/insert-person-deliveries.js';
import { loadCycles } from '../storage/statements/load-cycles.js';
import { loadPeople } from '../storage/statements/load-people.js';
import { prolongCycles } from '../storage/statements/prolong-cycles.js';
import { savePeople } from '../storage/statements/save-people.js';

/** Folds a batch of one partition: reads once what the rules need, decides event by event, writes once. */
export async function foldUsers(tx: Transaction, events: readonly UserEvent[], context: RuleContext): Promise<void> {
  if (events.length === 0) return;
  const keys = new Map(events.map((event) => [keyOf(event.tenantId, event.subject), event]));
  const wanted = [...keys.values()].map((event) => ({ tenantId: event.tenantId, id: event.subject }));
  const loaded = await loadPeople(tx, wanted);
  const before = new Map(loaded.map((one) => [keyOf(one.tenantId, one.id), one]));
  const people = new Map<string, Person | null>(before);
  const cycles = await loadCycles(tx, [...new Set(events.map((event) => event.tenantId))]);
  const prolonged = new Map<string, Cycle>();
  const leavers = await LeaversOfBatch.of(tx, events);
  const intents: { readonly person: PersonDelivery[]; readonly digest: Dated[] } = { person: [], digest: [] };

  for (const event of events) {
    const key = keyOf(event.tenantId, event.subject);
    const cycle = cycles.get(event.tenantId) ?? null;
    const reaction = onUserEvent({ person: people.get(key) ?? null, cycle }, event, context);
    people.set(key, reaction.person);
    if (reaction.cycle !== null && reaction.cycle !== cycle) {
      cycles.set(event.tenantId, reaction.cycle);
      prolonged.set(event.tenantId, reaction.cycle);
    }
    if (reaction.intent?.kind === 'person') {
      const made = leavers.settle(deliveryOf(reaction.intent, event, context), reaction.intent);
      if (made !== null) intents.person.push(made);
    }
    if (reaction.intent?.kind === 'digest') {
      const { tenantId, subject: personId, resourceVersion } = event;
      leavers.takeBack({ tenantId, personId, personVersion: resourceVersion ?? 0 });
      intents.digest.push({ intent: reaction.intent, at: new Date(event.time) });
    }
  }

  await savePeople(
    tx,
    [...people].flatMap(([key, person]) => (person === null || person === before.get(key) ? [] : [person])),
  );
  await forgetPeople(
    tx,
    wanted.filter(({ tenantId, id }) => people.get(keyOf(tenantId, id)) === null),
  );
  await prolongCycles(tx, prolonged);
  await insertPersonDeliveries(tx, intents.person, context.now);
  await leavers.write(tx, context.now);
  await addToDigests(tx, intents.digest, context);
}

interface Dated {
  readonly intent: DigestIntent;
  readonly at: Date;
}

function keyOf(tenantId: string, id: string): string {
  return `${tenantId}/${id}`;
}

export function deliveryOf(intent: PersonIntent, event: UserEvent, context: RuleContext): PersonDelivery {
  const { fate } = intent;
  return {
    id: deliveryId(intent.template, intent.eventId),
    tenantId: intent.tenantId,
    template: intent.template,
    status: fate.kind === 'wait' ? 'waiting' : 'suppressed',
    reason: fate.kind === 'wait' ? null : fate.reason,
    personId: intent.personId,
    personVersion: intent.personVersion,
    managerId: intent.managerId,
    facts: fate.kind === 'wait' ? JSON.stringify(intent.facts, shortened) : null,
    eventId: intent.eventId,
    eventAt: new Date(event.time),
    traceparent: intent.traceparent,
    dueAt: fate.kind === 'wait' ? fate.until : context.now,
  };
}

/** A mail shows 200 characters of a text, without what has no place in a line: so many are enough. */
const TEXT_KEPT = 1_000;

/** For `JSON.stringify`: what a mail may show of each text. */
function shortened(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.slice(0, TEXT_KEPT).toWellFormed() : value;
}

/** In the order of the tenants, like every batch: two that lock the same digests do not deadlock. */
async function addToDigests(tx: Transaction, digests: readonly Dated[], context: RuleContext): Promise<void> {
  const byTenant = Map.groupBy(digests, ({ intent }) => intent.tenantId);
  for (const [tenantId, members] of [...byTenant].sort(([one], [other]) => (one < other ? -1 : 1))) {
    await addToGroup(tx, {
      group: { tenantId, template: 'initial-cycle', key: '' },
      events: members.map(({ intent, at }) => ({ id: intent.eventId, at, traceparent: intent.traceparent })),
      // When it is released is the cycle's business; this is the earliest.
      dueAt: () => Promise.resolve(new Date(context.now.getTime() + context.settings.quietPeriodMs)),
      facts: () => null,
      now: context.now,
    });
  }
}

import type { Transaction } from '#postgres';
import { deliveryId } from '../rules/delivery-id.js';
import { beginGroup } from '../storage/statements/begin-group.js';
import { growGroup } from '../storage/statements/grow-group.js';
import { lockGroup, type GroupKey } from '../storage/statements/lock-group.js';
import { unseenEvents } from '../storage/statements/unseen-events.js';

export interface GroupedEvent {
  readonly id: string;
  readonly at: Date;
  readonly traceparent: string | null;
}

export interface Addition<Event extends GroupedEvent> {
  readonly group: GroupKey;
  readonly events: readonly Event[];
  /** When a group that begins now is due. */
  readonly dueAt: () => Promise<Date>;
  /** What the mail says with these events added to what it says so far. */
  readonly facts: (soFar: unknown, added: readonly Event[]) => unknown;
  readonly now: Date;
}

/** Adds events to the group that grows, or begins one; events that a mail of the template covers already are left out. */
export async function addToGroup<Event extends GroupedEvent>(
  tx: Transaction,
  addition: Addition<Event>,
): Promise<void> {
  const { group, events } = addition;
  const unseen = await unseenEvents(
    tx,
    events.map(({ id }) => id),
    group.template,
  );
  const added = events.filter(({ id }) => unseen.has(id));
  const [first] = added;
  if (first === undefined) return;
  const growing = await lockOrBegin(tx, addition, first);
  const lastEventAt = added.reduce((last, { at }) => (at > last ? at : last), first.at);
  await growGroup(tx, growing.id, {
    eventIds: added.map(({ id }) => id),
    lastEventAt,
    facts: addition.facts(growing.facts, added),
  });
}

// Each turn either locks the group, begins it, or has waited for somebody who began it or released it just then.
const TURNS = 10;

async function lockOrBegin<Event extends GroupedEvent>(
  tx: Transaction,
  { group, dueAt, now }: Addition<Event>,
  first: Event,
): Promise<{ readonly id: string; readonly facts: unknown }> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const growing = await lockGroup(tx, group);
    if (growing !== null) return growing;
    const id = deliveryId(group.template, first.id);
    const begun = { id, group, now, lastEventAt: first.at, traceparent: first.traceparent, dueAt: await dueAt() };
    if (await beginGroup(tx, begun)) return { id, facts: null };
  }
  throw new Error(`a group of ${group.template} was neither found nor begun in ${TURNS} turns`);
}

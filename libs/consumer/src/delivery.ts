import {
  eventsOn,
  type EventsOfTopic,
  type EventType,
  type RollcallEvent,
  type Topic,
  type TopicName,
  type TypeOn,
} from '#contracts';
import type { Transaction } from '#postgres';

/** One event, decoded, and where it stood. */
export interface Delivery<Event extends RollcallEvent = RollcallEvent> {
  readonly event: Event;
  /** Without the installation's prefix: the name of a topic value of `#contracts`. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** The order promised is per key. */
  readonly key: string;
}

/** Events of some partitions, each partition's in order, none of them seen before, and the projection's own transaction. */
export interface DeliveryBatch<Event extends RollcallEvent = RollcallEvent> {
  readonly tx: Transaction;
  readonly deliveries: readonly Delivery<Event>[];
  /**
   * True when later events of the same keys have been applied already: a parked event is released that was superseded.
   * Then what the projection keeps of each event (a history, a log) is written, and what it keeps of the newest one (a
   * state, a mail about it) is left alone.
   */
  readonly isLate: boolean;
}

/**
 * The only three things that a handler may decide about an event; retrying is the pipeline's business. `done` and
 * `ignored` differ in a metric only. `poison` promises that nothing was written for the event: it is parked.
 */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'ignored'; readonly because: string }
  | { readonly kind: 'poison'; readonly because: string };

/** One outcome per delivery, in the same order. What it throws fails the batch, which is then tried event by event. */
export type BatchHandler<Event extends RollcallEvent = RollcallEvent> = (
  batch: DeliveryBatch<Event>,
) => Promise<readonly Outcome[]>;

/**
 * What an event's effect needs of those before it of the same key.
 * - `itself`: the event says all. Its state takes the place of whatever they left, so it is applied past one that is
 *   parked, which is superseded then.
 * - `all-before`: the effect adds to theirs. While one of them is parked it waits, and follows when that is released.
 */
export type Needs = 'itself' | 'all-before';

/** For each type of a topic's events: a type that is new there does not compile until somebody has decided. */
export type NeedsOn<Name extends TopicName> = Readonly<Record<TypeOn<Name>, Needs>>;

/** What a projection says of the versions of a topic's resources; with it, its handler's events are kept in sequence. */
export interface Sequenced {
  /**
   * The versions up to which the projection has applied, by `resourceKey`; those it has nothing of are left out.
   * Asked only of resources whose sequence is not known here, or is leapt past: an earlier version of the program wrote
   * no sequences. Too high a number lets more through than it should, too low a number parks what is in order.
   */
  readonly known: (tx: Transaction, resources: readonly ResourceId[]) => Promise<ReadonlyMap<string, number>>;
  /** An event has been parked as a gap. What cannot wait for a person is shown now; the version stays as it is. */
  readonly leapt?: (tx: Transaction, event: RollcallEvent) => Promise<void>;
  /** Such an event has been discarded: what `leapt` showed is taken back. */
  readonly takenBack?: (tx: Transaction, event: RollcallEvent) => Promise<void>;
}

export interface ResourceId {
  readonly tenantId: string;
  readonly id: string;
}

export interface TopicHandler {
  readonly apply: BatchHandler;
  readonly needs: (type: EventType) => Needs;
  /** Its resources count their versions, 1, 2, 3 …: what leaps is parked. Left out for a topic whose events have none. */
  readonly sequence?: Sequenced;
  /**
   * Which of these tenants are no more: their events are passed over before anything else is asked of them, whether they can
   * be read or not. Left out where no tenant ever ends.
   */
  readonly ended?: (tx: Transaction, tenantIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /**
   * Which of these resources were erased: what is about them is passed over in the same way. Left out where nobody erases any.
   */
  readonly erased?: (tx: Transaction, resources: readonly ResourceId[]) => Promise<readonly ResourceId[]>;
}

/** Handlers by the name of their topic, without a prefix. */
export type Handlers = ReadonlyMap<string, TopicHandler>;

/** An entry of {@link Handlers}. `apply` gets the topic's own events and no others: see `decodeRecord`. */
export function handlerOf<Name extends TopicName>(
  topic: Topic<Name>,
  needs: NeedsOn<Name>,
  apply: BatchHandler<EventsOfTopic[Name]>,
  sequence?: Sequenced,
): [Name, TopicHandler] {
  const isOwnEvent = eventsOn(topic);
  const isOwn = (delivery: Delivery): delivery is Delivery<EventsOfTopic[Name]> => isOwnEvent(delivery.event);
  return [
    topic.name,
    {
      apply: ({ deliveries, ...batch }) => {
        if (!deliveries.every(isOwn))
          throw new TypeError(`an event that is not of ${topic.name} was handed to its handler`);
        return apply({ ...batch, deliveries });
      },
      needs: needsFrom(needs),
      ...(sequence === undefined ? {} : { sequence }),
    },
  ];
}

function needsFrom(needs: Readonly<Record<string, Needs>>): TopicHandler['needs'] {
  return (type) => (Object.hasOwn(needs, type) ? (needs[type] ?? 'all-before') : 'all-before');
}

export const DONE: Outcome = { kind: 'done' };

export function ignored(because: string): Outcome {
  return { kind: 'ignored', because };
}

export function poison(because: string): Outcome {
  return { kind: 'poison', because };
}

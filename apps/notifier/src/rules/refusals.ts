import type { AdminActed, ProvisioningEvent } from '#contracts';
import type { RuleContext } from './settings.js';

/** How many of each kind of detail a mail shows; the delivery's own list of events has them all. */
export const SAMPLES = 10;

/** What the mail about refused writes of one reason says; grows with each refusal until it is sent. */
export interface RefusalFacts {
  readonly reason: string;
  /** Refusals that have an event each. */
  readonly listed: number;
  /** Refusals over the connection's cap, which were only counted. */
  readonly counted: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly connectionIds: readonly string[];
  /** `POST User 400 invalidValue`: method, resource type, status and scimType. */
  readonly kinds: readonly string[];
  /** Of refused creations: there is nobody yet whom they could be named by. */
  readonly requestIds: readonly string[];
  /** `emails.value: longer than 320 characters`. What follows is absent in what an earlier version wrote. */
  readonly places?: readonly string[];
  /** Whom the writes were about, by id, up to PEOPLE_KEPT of them. */
  readonly personIds?: readonly string[];
  /** What is known of them when the mail goes out. */
  readonly people?: readonly string[];
  readonly morePeople?: number;
  readonly connectionNames?: readonly string[];
}

/** People that a mail about refusals names. */
export const REFUSED_NAMED = 20;
/** People that it counts; an identity provider repeats the same ones each cycle. */
const PEOPLE_KEPT = 500;

/** Refusals that were only counted have no reason of their own. */
export const OVER_THE_CAP = 'over-the-cap';

/** Writes that were too many for a connection's brake, and the news that it has engaged, are one mail. */
export const BRAKE = 'brake';

/** Connections that somebody paused and may have forgotten. */
export const PAUSED = 'paused';

export function refusalReason(event: ProvisioningEvent): string {
  return event.type === 'rollcall.WriteRefused' ? event.data.reason : OVER_THE_CAP;
}

export function addRefusal(facts: RefusalFacts | null, event: ProvisioningEvent): RefusalFacts {
  return addSeen(facts, refusalReason(event), seenIn(event));
}

/** A brake has engaged: told also where nothing is refused. */
export function addEngagement(facts: RefusalFacts | null, event: AdminActed): RefusalFacts {
  return addSeen(facts, BRAKE, newsIn(event));
}

/** A connection is still paused. */
export function addReminder(facts: RefusalFacts | null, event: AdminActed): RefusalFacts {
  return addSeen(facts, PAUSED, newsIn(event));
}

function newsIn({ data, time }: AdminActed): Seen {
  const nothing = { listed: 0, counted: 0, kind: null, requestId: null, personId: null };
  return { ...nothing, from: time, to: time, connectionId: data.object.id, place: data.reason };
}

function addSeen(facts: RefusalFacts | null, reason: string, seen: Seen): RefusalFacts {
  const known = facts ?? {
    reason,
    listed: 0,
    counted: 0,
    firstAt: seen.from,
    lastAt: seen.to,
    connectionIds: [],
    kinds: [],
    requestIds: [],
  };
  const { places = [], personIds = [] } = known;
  return {
    reason: known.reason,
    listed: known.listed + seen.listed,
    counted: known.counted + seen.counted,
    firstAt: seen.from < known.firstAt ? seen.from : known.firstAt,
    lastAt: seen.to > known.lastAt ? seen.to : known.lastAt,
    connectionIds: sample(known.connectionIds, seen.connectionId),
    kinds: sample(known.kinds, seen.kind),
    requestIds: sample(known.requestIds, seen.requestId),
    places: sample(places, seen.place),
    personIds: sample(personIds, seen.personId, PEOPLE_KEPT),
  };
}

interface Seen {
  readonly listed: number;
  readonly counted: number;
  readonly from: string;
  readonly to: string;
  readonly connectionId: string;
  readonly kind: string | null;
  readonly requestId: string | null;
  readonly place: string | null;
  readonly personId: string | null;
}

function seenIn(event: ProvisioningEvent): Seen {
  switch (event.type) {
    case 'rollcall.WriteRefused': {
      const { actor, method, resourceType, resourceId, status, scimType, path, rule } = event.data;
      const kind = [method, resourceType, String(status), scimType].filter((word) => word !== null).join(' ');
      const time = { from: event.time, to: event.time };
      return {
        listed: 1,
        counted: 0,
        ...time,
        connectionId: actor.connectionId,
        kind,
        requestId: resourceId === null ? event.correlationId : null,
        place: path === undefined ? null : [path, rule].filter((part) => part !== undefined).join(': '),
        personId: resourceType === 'User' ? resourceId : null,
      };
    }
    case 'rollcall.RefusalsSuppressed': {
      const { count, from, to, connectionId } = event.data;
      return { listed: 0, counted: count, from, to, connectionId, kind: null, requestId: null, ...NOWHERE };
    }
  }
}

const NOWHERE = { place: null, personId: null } as const;

function sample(known: readonly string[], one: string | null, most = SAMPLES): readonly string[] {
  return one === null || known.includes(one) || known.length >= most ? known : [...known, one];
}

// A burst (Entra retries a cycle's failures within seconds) makes one mail that says how many, not one that says "1".
const GATHER_MAX_MS = 60_000;
const GATHER_SHARE = 10;

// While a brake holds the provider repeats the same writes in each cycle: a person knows it already.
const BRAKE_WINDOW_MS = 24 * 3_600_000;

/** When a new group's mail goes out: soon if the reason is new, else when a window has passed since the last one. */
export function refusalsDueAt(lastReleasedAt: Date | null, { now, settings }: RuleContext, reason?: string): Date {
  const gathered = now.getTime() + Math.min(GATHER_MAX_MS, settings.refusalWindowMs / GATHER_SHARE);
  if (lastReleasedAt === null) return new Date(gathered);
  const window = Math.max(settings.refusalWindowMs, reason === BRAKE ? BRAKE_WINDOW_MS : 0);
  return new Date(Math.max(gathered, lastReleasedAt.getTime() + window));
}

import type { ProvisioningEvent } from '#contracts';
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
  readonly requestIds: readonly string[];
}

/** Refusals that were only counted have no reason of their own. */
export const OVER_THE_CAP = 'over-the-cap';

export function refusalReason(event: ProvisioningEvent): string {
  return event.type === 'rollcall.WriteRefused' ? event.data.reason : OVER_THE_CAP;
}

export function addRefusal(facts: RefusalFacts | null, event: ProvisioningEvent): RefusalFacts {
  const seen = seenIn(event);
  const known = facts ?? {
    reason: refusalReason(event),
    listed: 0,
    counted: 0,
    firstAt: seen.from,
    lastAt: seen.to,
    connectionIds: [],
    kinds: [],
    requestIds: [],
  };
  return {
    reason: known.reason,
    listed: known.listed + seen.listed,
    counted: known.counted + seen.counted,
    firstAt: seen.from < known.firstAt ? seen.from : known.firstAt,
    lastAt: seen.to > known.lastAt ? seen.to : known.lastAt,
    connectionIds: sample(known.connectionIds, seen.connectionId),
    kinds: sample(known.kinds, seen.kind),
    requestIds: sample(known.requestIds, seen.requestId),
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
}

function seenIn(event: ProvisioningEvent): Seen {
  switch (event.type) {
    case 'rollcall.WriteRefused': {
      const { actor, method, resourceType, status, scimType } = event.data;
      const kind = [method, resourceType, String(status), scimType].filter((word) => word !== null).join(' ');
      const time = { from: event.time, to: event.time };
      return { listed: 1, counted: 0, ...time, connectionId: actor.connectionId, kind, requestId: event.correlationId };
    }
    case 'rollcall.RefusalsSuppressed': {
      const { count, from, to, connectionId } = event.data;
      return { listed: 0, counted: count, from, to, connectionId, kind: null, requestId: null };
    }
  }
}

function sample(known: readonly string[], one: string | null): readonly string[] {
  return one === null || known.includes(one) || known.length >= SAMPLES ? known : [...known, one];
}

// A burst (Entra retries a cycle's failures within seconds) makes one mail that says how many, not one that says "1".
const GATHER_MAX_MS = 60_000;
const GATHER_SHARE = 10;

/** When a new group's mail goes out: soon if the reason is new, else when a window has passed since the last one. */
export function refusalsDueAt(lastReleasedAt: Date | null, { now, settings }: RuleContext): Date {
  const gathered = now.getTime() + Math.min(GATHER_MAX_MS, settings.refusalWindowMs / GATHER_SHARE);
  if (lastReleasedAt === null) return new Date(gathered);
  return new Date(Math.max(gathered, lastReleasedAt.getTime() + settings.refusalWindowMs));
}

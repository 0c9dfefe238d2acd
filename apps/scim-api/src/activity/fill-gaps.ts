import type { RollcallEvent } from '#contracts';
import { eachForItself } from '#postgres';
import type { HashValue } from './line.js';
import { lineOfBulk, lineOfEvent, requestOf } from './line-of-event.js';

/** Of a process that ended without a word: what it had not stored began and ended here. */
export interface OpenGap {
  readonly recorder: string;
  readonly from: Date;
  readonly to: Date;
}

/** Where gaps are; storage/ has the statements. */
export interface GapStore {
  /** Names what was silent for too long, and returns the gaps that are to be filled: not one that has just been found. */
  findGaps(): Promise<readonly OpenGap[]>;
  /** Adds what is not there yet, by request id. */
  fill(lines: readonly string[]): Promise<void>;
  filled(recorder: string): Promise<void>;
}

export interface DecidedEvents {
  /** Of a tenant the newest first. */
  eventsBetween(since: Date, until: Date): AsyncIterable<readonly RollcallEvent[]>;
}

/** A request may be decided before the last rows of its process are stored, and end after: what is there twice is left out. */
const EARLIER_MS = 60_000;

/** Accepted writes and refusals are in the outbox: only reads, no-ops and 5xx of a gap stay unknown. */
export async function fillGaps(store: GapStore, decided: DecidedEvents, hashValue: HashValue): Promise<void> {
  await eachForItself(await store.findGaps(), async ({ recorder, from, to }) => {
    for await (const events of decided.eventsBetween(new Date(from.getTime() - EARLIER_MS), to)) {
      const lines = linesOf(events, hashValue);
      if (lines.length > 0) await store.fill(lines);
    }
    await store.filled(recorder);
  });
}

/** A request has one: where groups tell that somebody leaves them, its last event is of who was deleted. */
function linesOf(events: readonly RollcallEvent[], hashValue: HashValue): readonly string[] {
  const lines = new Map<string, string>();
  for (const event of events) {
    const { correlationId } = event;
    const line = lines.has(correlationId) ? null : lineOfEvent(event, hashValue);
    if (line === null) continue;
    lines.set(correlationId, line);
    const bulk = lineOfBulk(event);
    // The newest is first: what is left is the beginning.
    if (bulk !== null) lines.set(requestOf(correlationId), bulk);
  }
  return [...lines.values()];
}

import type { Pool } from 'pg';
import { inTransaction, type Transaction } from '#postgres';
import { applyParked, needsOf } from './apply-parked.js';
import type { Handlers } from './delivery.js';
import { ParkedRefusal } from './parked-refusal.js';
import { releaseGap, takeBackGap, type Released } from './release-gap.js';
import { findParked, type FoundParked } from './statements/list-parked.js';
import { lockOffset } from './statements/lock-offset.js';
import {
  keepParked,
  markDiscarded,
  parkedById,
  parkedOfKey,
  type ParkedInLine,
  type Word,
} from './statements/release-parked.js';

/** What a person has decided of a parked event, and what came of it. */
export interface Decision {
  readonly verb: 'release' | 'discard';
  /** As it was before. */
  readonly found: FoundParked;
  readonly released: Released;
}

/** Records it, in the transaction of the decision. */
export type OnDecision = (tx: Transaction, decision: Decision) => Promise<void>;

export interface Releasing {
  readonly who?: string;
  readonly told?: OnDecision;
}

export interface Discarding extends Word {
  readonly told?: OnDecision;
}

const nobody: OnDecision = () => Promise.resolve();

/**
 * Tries a parked event again, and lets what waits behind it follow, in order, until one is refused again; that one and
 * what is behind it stay. One transaction under the lock of the partition, so that no new event of the key overtakes.
 *
 * A gap is accepted: the sequence goes on from it, and the gaps that come next follow. Where the sequence has gone past it
 * meanwhile, it is handed over as late.
 *
 * One that was superseded is handed over as late: its row of the history is written, the state of today is not touched.
 *
 * @param target an id of `parked list`, or `<topic>/<partition>/<offset>`
 * @param by who stays with a gap that is accepted
 * @throws Error when there is no such event, or when it needs another of its key that stands before it
 */
export function releaseParked(
  pool: Pool,
  handlers: Handlers,
  target: string,
  { who = '', told = nobody }: Releasing = {},
): Promise<Released> {
  return inTransaction(pool, async (tx) => {
    const found = await locked(tx, handlers, target);
    const released = await release(tx, handlers, { found, target, who });
    await told(tx, { verb: 'release', found, released });
    return released;
  });
}

interface Wanted {
  readonly found: FoundParked;
  readonly target: string;
  readonly who: string;
}

async function release(tx: Transaction, handlers: Handlers, { found, target, who }: Wanted): Promise<Released> {
  if (found.kind === 'stopped') {
    throw new ParkedRefusal(`its partition stands still at ${target}: start a version that can read it, or discard it`);
  }
  if (found.kind === 'gap') return releaseGap(tx, handlers, found, who);
  const queue = await parkedOfKey(tx, found);
  const place = queue.findIndex(({ id }) => id === found.id);
  const parked = queue[place];
  if (parked === undefined) throw new ParkedRefusal(`nothing is parked under ${target} any more`, { isMissing: true });
  const blocker = queue.slice(0, place).find(({ kind }) => kind !== 'superseded');
  if (parked.kind === 'superseded') return attempt(tx, handlers, [parked]);
  if (blocker !== undefined && (await needsAllBefore(tx, handlers, parked))) {
    throw new ParkedRefusal(`${target} waits behind ${blocker.id}: release that one`);
  }
  return attempt(tx, handlers, queue.slice(place).filter(isInLine));
}

/**
 * Passes an event over for good: its row stays, with who said so, when and why, and what waited behind it follows. Also
 * the record at which a partition stands still: the partition goes on at its next try. A rebuild passes it over too.
 *
 * @param target an id of `parked list`, or `<topic>/<partition>/<offset>`
 * @throws Error when nothing is parked there, or when it was discarded before
 */
export async function discardParked(
  pool: Pool,
  handlers: Handlers,
  target: string,
  { told = nobody, ...word }: Discarding,
): Promise<Released> {
  if (word.who.trim() === '' || word.why.trim() === '') throw new Error('say who discards it, and why');
  return inTransaction(pool, async (tx) => {
    const found = await locked(tx, handlers, target);
    if (found.kind === 'gap') await takeBackGap(tx, handlers, found);
    const queue = await parkedOfKey(tx, found);
    await markDiscarded(tx, found.id, word);
    const place = queue.findIndex(({ id }) => id === found.id);
    const isBlocked = queue.slice(0, Math.max(0, place)).some(isInLine);
    const followers = place < 0 || isBlocked ? [] : queue.slice(place + 1).filter(isInLine);
    const released = await followed(tx, handlers, followers);
    await told(tx, { verb: 'discard', found, released });
    return released;
  });
}

async function followed(tx: Transaction, handlers: Handlers, line: readonly ParkedInLine[]): Promise<Released> {
  if (line[0]?.kind !== 'waiting') return { applied: 0, left: line.length, because: null };
  return attempt(tx, handlers, line);
}

/** The row, read after whoever held its partition before has committed. */
async function locked(tx: Transaction, handlers: Handlers, target: string): Promise<FoundParked> {
  const place = await findParked(tx, target);
  if (place === null) throw new ParkedRefusal(`nothing is parked under ${target}`, { isMissing: true });
  if (!handlers.has(place.topic)) throw new Error(`this process has no handler for ${place.topic}`);
  await lockOffset(tx, place);
  // By its place: a rebuild may have taken the tables' place meanwhile, in which numbers are others, and so may a gap have got another.
  const found = await findParked(tx, `${place.topic}/${place.partition}/${place.offset}`);
  if (found === null) throw new ParkedRefusal(`nothing is parked under ${target} any more`, { isMissing: true });
  if (found.kind === 'discarded') throw new ParkedRefusal(`${target} was discarded by ${found.discarded_by}`);
  return found;
}

async function needsAllBefore(tx: Transaction, handlers: Handlers, { id }: ParkedInLine): Promise<boolean> {
  const parked = await parkedById(tx, id);
  return parked === null || needsOf(handlers, parked) === 'all-before';
}

function isInLine({ kind }: ParkedInLine): boolean {
  return kind !== 'superseded';
}

/** The first, whatever it is, and those behind it that wait; one at a time is in memory. */
async function attempt(tx: Transaction, handlers: Handlers, line: readonly ParkedInLine[]): Promise<Released> {
  for (const [index, { id, kind }] of line.entries()) {
    const left = line.length - index;
    if (index > 0 && kind !== 'waiting') return { applied: index, left, because: null };
    const parked = await parkedById(tx, id);
    if (parked === null) throw new Error(`nothing is parked under ${id} any more`);
    const because = await applyParked(tx, handlers, parked);
    if (because !== null) {
      await keepParked(tx, id, because);
      return { applied: index, left, because };
    }
  }
  return { applied: line.length, left: 0, because: null };
}

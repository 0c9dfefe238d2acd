/** In how many seconds the session ends, as the server says it. */
export interface EndsIn {
  /** Where nobody uses it meanwhile, in whichever window. */
  readonly unused: number;
  readonly anyway: number;
}

/** When it ends, in milliseconds since 1970 by the clock of this browser, which goes on while the machine sleeps. */
export interface Ends {
  readonly unused: number;
  readonly anyway: number;
}

/** `unused`: somebody can keep it by saying that they are there. `anyway`: they have to sign in anew. */
export type Standing = 'far' | 'unused' | 'anyway' | 'over';

/** So long before, whoever may be there is asked: WCAG 2.2.1 wants twenty seconds at least. */
const ASK_MS = 120_000;
/** To finish what one is at, and to sign in anew. */
const TELL_MS = 600_000;

export function endsAt({ unused, anyway }: EndsIn, now: number): Ends {
  return { unused: now + unused * 1_000, anyway: now + anyway * 1_000 };
}

export function standingAt(ends: Ends | null, now: number): Standing {
  if (ends === null) return 'far';
  const { unused, anyway } = ends;
  if (Math.min(unused, anyway) <= now) return 'over';
  if (unused < anyway && unused - now <= ASK_MS) return 'unused';
  return anyway - now <= TELL_MS ? 'anyway' : 'far';
}

let known: Ends | null = null;
const listeners = new Set<() => void>();

/** @param endsIn null: it has ended */
export function rememberEnds(endsIn: EndsIn | null, now: number = Date.now()): void {
  known = endsIn === null ? null : endsAt(endsIn, now);
  for (const listener of listeners) listener();
}

export function knownEnds(): Ends | null {
  return known;
}

/** @returns what ends it */
export function onEndsKnown(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

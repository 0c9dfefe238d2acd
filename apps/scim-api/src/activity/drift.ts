/**
 * `not-seen`: an active person whom a full cycle did not ask for. `resent`: three no-ops and more in a week, so what Entra keeps
 * is older than ours. `back-and-forth`: a value that went A, B, A: two sources. `unknown-here`: an id that we do not have.
 */
export const DRIFT_KINDS = ['not-seen', 'resent', 'back-and-forth', 'unknown-here'] as const;

export interface StoredDrift {
  readonly connectionId: string;
  readonly kind: (typeof DRIFT_KINDS)[number];
  readonly resourceId: string;
  readonly userName: string | null;
  readonly path: string | null;
  readonly since: Date;
  readonly lastAt: Date;
  readonly times: number;
}

/** When a connection was heard last, and what is usual: the median of its last ten cycles. */
export interface Rhythm {
  readonly connectionId: string;
  readonly lastAt: Date;
  readonly everyMs: number | null;
}

export interface Silence {
  readonly connectionId: string;
  readonly lastAt: string;
  readonly everyMs: number;
  /** Cycles that did not come. */
  readonly missed: number;
}

/** Entra's own, where nothing is known of the connection yet. */
const USUAL_MS = 40 * 60_000;
const MOST_MISSED = 3;

/** Null: it was heard within three cycles. */
export function silenceOf({ connectionId, lastAt, everyMs }: Rhythm, now: Date): Silence | null {
  const every = everyMs ?? USUAL_MS;
  const silent = now.getTime() - lastAt.getTime();
  if (every <= 0 || silent <= MOST_MISSED * every) return null;
  return { connectionId, lastAt: lastAt.toISOString(), everyMs: Math.round(every), missed: Math.floor(silent / every) };
}

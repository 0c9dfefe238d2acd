import type { Lag } from '../../api/lag.ts';

/** So long an event may be on its way before somebody is told. */
const PATIENCE_MS = 60_000;

/** Of one consumer, as far as it answered. */
export interface Heard {
  readonly lag: Pick<Lag, 'asOf' | 'behindMs' | 'events'> | undefined;
  readonly isAway: boolean;
}

export interface Verdict {
  readonly answer: 'yes' | 'behind' | 'parked' | 'unknown';
  readonly events: number;
}

/** Whether everybody follows, and has set nothing aside; null while somebody was not heard yet. */
export function judge(heard: readonly Heard[], hasParked = false): Verdict | null {
  const events = heard.reduce((sum, { lag }) => sum + (lag?.events ?? 0), 0);
  if (heard.some(({ lag, isAway }) => isAway || lag?.events === null)) return { answer: 'unknown', events };
  if (heard.some(({ lag }) => lag === undefined)) return null;
  if (hasParked) return { answer: 'parked', events };
  const isLate = heard.some(({ lag }) => (lag?.behindMs ?? 0) > PATIENCE_MS);
  return { answer: isLate ? 'behind' : 'yes', events };
}

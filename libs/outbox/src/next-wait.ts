import type { HeldWait } from '#turns';

/** What a round of the relay came to. */
export type RoundResult = 'published' | 'idle' | 'failed';

export interface Waiting extends HeldWait {
  /** Rounds that failed one after the other. */
  readonly failures: number;
}

export const AT_ONCE: Waiting = { ms: 0, failures: 0, untilRung: true };

/**
 * How long to wait after a round. Failures double the wait from 100 ms up to 2 s, and never end it: a broker that is
 * back is found within 2 s. `random` in [0, 1) spreads relays over the upper half of the wait.
 */
export function nextWait(
  previous: Waiting,
  result: RoundResult,
  { pollMs, random }: { readonly pollMs: number; readonly random: number },
): Waiting {
  switch (result) {
    case 'published':
      return AT_ONCE;
    case 'idle':
      return { ms: pollMs, failures: 0, untilRung: true };
    case 'failed': {
      const failures = previous.failures + 1;
      const full = Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(failures - 1, 10));
      return { ms: Math.round(full * (0.5 + random / 2)), failures, untilRung: false };
    }
  }
}

const FIRST_BACK_OFF_MS = 100;
const MAX_BACK_OFF_MS = 2_000;

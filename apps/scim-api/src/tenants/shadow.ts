/**
 * A connection that was made as a shadow decides and answers as any other, and keeps what it writes from the resources, until
 * that goes live. open: it is served. going-live: its differences are applied, and its requests wait.
 */
export type ShadowState = 'open' | 'going-live';

/** Seconds: somebody may have to decide first. */
export const GOING_LIVE_RETRY_S = 300;

export function shadowOf(state: string | null): ShadowState | null {
  if (state === null) return null;
  return state === 'open' ? 'open' : 'going-live';
}

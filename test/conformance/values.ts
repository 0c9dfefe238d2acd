import type { Value } from './json.js';

/** An id that no target has given out. */
export const ABSENT_ID = 'c0ffee00-5c1e-4a11-8bad-00000badcafe';

/** A literal of a filter. */
export function quote(value: Value): string {
  return JSON.stringify(value ?? null);
}

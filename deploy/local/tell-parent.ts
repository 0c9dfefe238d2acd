/**
 * Tells `start.mjs`, which holds the lock, what runs. A parent that was killed is told nothing: a send without a callback on a
 * channel that is closed would be an 'error' of this process, which then ended before it has stopped what it started.
 */
export function tellParent(processes: Readonly<Record<string, number>>): void {
  process.send?.({ processes }, undefined, undefined, () => undefined);
}

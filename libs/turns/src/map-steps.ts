import type { Steps } from './in-turns.js';

/** `map`, with a stop between two items. */
export function* mapSteps<Item, Result>(items: readonly Item[], of: (item: Item) => Result): Steps<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    if (results.length > 0) yield;
    results.push(of(item));
  }
  return results;
}

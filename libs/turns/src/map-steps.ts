import type { Steps } from './in-turns.js';

/** `map`, with a stop behind each item. */
export function* mapSteps<Item, Result>(items: readonly Item[], of: (item: Item) => Result): Steps<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    results.push(of(item));
    yield;
  }
  return results;
}

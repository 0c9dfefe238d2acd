import { inTurns, mapSteps, turns, type Steps } from '#turns';
import type { StoredEntry } from '../ledger/entry.js';
import { textOfEntry } from './entry-schema.js';

/** How long a client may leave a page of an export lie; then `end` is called. */
export interface Patience {
  readonly ms: number;
  readonly end: () => void;
}

/**
 * A page at a time: the stream asks for the next one when the client has taken this one, so an export holds one page in
 * memory, and for no longer than the client's time.
 */
export async function* exportLines(
  first: readonly StoredEntry[],
  pages: AsyncIterable<readonly StoredEntry[]>,
  { ms, end }: Patience,
): AsyncGenerator<string> {
  const taken = async function* (page: readonly StoredEntry[]): AsyncGenerator<string> {
    const text = await textOf(page);
    const timer = setTimeout(end, ms);
    try {
      yield text;
    } finally {
      clearTimeout(timer);
    }
  };
  yield* taken(first);
  for await (const page of pages) yield* taken(page);
}

function textOf(entries: readonly StoredEntry[]): Promise<string> {
  return inTurns(lines(entries), turns.begin(entries[0]?.tenantId));
}

function* lines(entries: readonly StoredEntry[]): Steps<string> {
  const texts = yield* mapSteps(entries, (entry) => `${textOfEntry(entry)}\n`);
  return texts.join('');
}

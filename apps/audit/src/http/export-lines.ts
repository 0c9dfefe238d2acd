import { inTurns, mapSteps, turns, type Steps } from '#turns';
import type { NamedEntry } from '../ledger/entry.js';
import { CSV_HEADER, csvLine } from './entry-csv.js';
import { ocsfLine } from './entry-ocsf.js';
import { textOfEntry } from './entry-schema.js';

/** How long a client may leave a page of an export lie; then `end` is called. */
export interface Patience {
  readonly ms: number;
  readonly end: () => void;
}

/** A way to write entries down, a line each. */
export interface Format {
  readonly mediaType: string;
  readonly header: string;
  readonly line: (entry: NamedEntry) => string;
}

const LINES = 'application/x-ndjson';
export const NDJSON: Format = { mediaType: LINES, header: '', line: (entry) => `${textOfEntry(entry)}\n` };
export const CSV: Format = { mediaType: 'text/csv', header: CSV_HEADER, line: csvLine };
export const OCSF: Format = { mediaType: LINES, header: '', line: ocsfLine };

/**
 * A page at a time: the stream asks for the next one when the client has taken this one, so an export holds one page in
 * memory, and for no longer than the client's time.
 */
export async function* exportLines(
  first: readonly NamedEntry[],
  pages: AsyncIterable<readonly NamedEntry[]>,
  { ms, end, format }: Patience & { readonly format: Format },
): AsyncGenerator<string> {
  const taken = async function* (page: readonly NamedEntry[]): AsyncGenerator<string> {
    const text = await textOf(page, format);
    // Of a page that was looked through for nothing.
    if (text === '') return;
    const timer = setTimeout(end, ms);
    try {
      yield text;
    } finally {
      clearTimeout(timer);
    }
  };
  if (format.header !== '') yield format.header;
  yield* taken(first);
  for await (const page of pages) yield* taken(page);
}

function textOf(entries: readonly NamedEntry[], format: Format): Promise<string> {
  return inTurns(lines(entries, format), turns.begin(entries[0]?.tenantId));
}

function* lines(entries: readonly NamedEntry[], { line }: Format): Steps<string> {
  const texts = yield* mapSteps(entries, line);
  return texts.join('');
}

import { indexKey, type Transaction } from '#postgres';
import { Problem, type Asker, type TenantReads } from '#service';
import type { NamedEntry, StoredEntry } from '../ledger/entry.js';
import { hideValues } from '../ledger/hide-values.js';
import { namedEntries } from '../ledger/named-entries.js';
import { arrivedUpTo } from './statements/arrivals.js';
import {
  countByTime,
  countEntries,
  type BucketRow,
  type Buckets,
  type EntryCounts,
} from './statements/count-entries.js';
import { findEntry, hasEntries } from './statements/find-entry.js';
import { hiddenAttributes } from './statements/hidden-attributes.js';
import {
  listEntries,
  placeIn,
  type EntryFilter,
  type EntryPage,
  type EntryPlace,
  type FoundEntries,
} from './statements/list-entries.js';
import { MOST_PEOPLE, namesOf, peopleCalled } from './statements/read-names.js';

/** Entries that an export holds in memory at a time, if they are small; else as many as fit the bytes of a page. */
const EXPORT_PAGE = 500;
const LEAST_EXPORT_PAGE = 10;

/** What was asked for, and where the next page begins; null at the end. */
export interface Found {
  readonly entries: readonly NamedEntry[];
  readonly next: EntryPlace | null;
}

/** Reads as the role that row-level security binds; the tenant is an argument of each call and kept nowhere. */
export class LedgerReader {
  readonly #reads: TenantReads;

  constructor(reads: TenantReads) {
    this.#reads = reads;
  }

  list(tenantId: string, page: EntryPage, gone?: AbortSignal): Promise<Found> {
    return this.#reads.list({ tenantId, gone }, (tx) => readPage(tx, page));
  }

  /** How many there are by time, each up to `most`. */
  histogram(
    tenantId: string,
    buckets: Buckets,
    gone?: AbortSignal,
  ): Promise<{ readonly rows: readonly BucketRow[]; readonly most: number }> {
    return this.#reads.list({ tenantId, gone }, (tx) => countByTime(tx, buckets));
  }

  totals(tenantId: string, gone?: AbortSignal): Promise<EntryCounts> {
    return this.#reads.list({ tenantId, gone }, (tx) => countEntries(tx));
  }

  /** Whether the log has anything of such a tenant. */
  isKnown(tenantId: string, gone?: AbortSignal): Promise<boolean> {
    return this.#reads.lookUp({ tenantId, gone }, hasEntries);
  }

  find(tenantId: string, id: string): Promise<NamedEntry | null> {
    return this.#reads.lookUp({ tenantId }, async (tx) => {
      const entry = await findEntry(tx, id);
      if (entry === null) return null;
      return (await named(tx, hideValues([entry], await hiddenAttributes(tx))))[0] ?? null;
    });
  }

  /**
   * Everything that matches, oldest first or as it arrived, page by page: each in a transaction of its own, so that a client
   * who reads slowly for an hour holds neither a connection nor a snapshot. What is recorded meanwhile comes last, or not at all.
   */
  async *pages(tenantId: string, filter: EntryFilter, gone?: AbortSignal): AsyncGenerator<readonly NamedEntry[], void> {
    const asker: Asker = { tenantId, gone };
    const order = filter.after === undefined ? 'oldest' : 'arrival';
    let after: EntryPlace | null = null;
    for (let limit = EXPORT_PAGE; ;) {
      const page: EntryPage = { filter, order, after, limit };
      const { entries, next }: Found = await (after === null
        ? this.#reads.list(asker, (tx) => readPage(tx, page))
        : this.#reads.nextPage(asker, (tx) => readPage(tx, page)));
      yield entries;
      if (next === null) return;
      after = next;
      // What does not fit is looked up for nothing: about as many again as came of the page before.
      limit = Math.min(EXPORT_PAGE, Math.max(LEAST_EXPORT_PAGE, 2 * entries.length));
    }
  }
}

async function readPage(tx: Transaction, page: EntryPage): Promise<Found> {
  const { person } = page.filter;
  const people = person === undefined ? undefined : await meant(tx, person);
  if (people?.length === 0) return { entries: [], next: null };
  const arrived = page.order === 'arrival' ? await arrivedUpTo(tx) : undefined;
  const hidden = await hiddenAttributes(tx);
  // One more than asked for says whether there is a next page.
  const limit = page.limit + 1;
  const asked = { ...page, limit, hidden, ...(people && { people }), ...(arrived !== undefined && { arrived }) };
  const found = await listEntries(tx, asked);
  const shown = found.entries.slice(0, page.limit);
  return { entries: await named(tx, hideValues(shown, hidden)), next: nextOf(found, shown, page) };
}

function nextOf(
  { found, lookedTo }: FoundEntries,
  shown: readonly StoredEntry[],
  { order }: EntryPage,
): EntryPlace | null {
  const last = shown.at(-1);
  return found > shown.length && last !== undefined ? placeIn(order, last) : lookedTo;
}

async function meant(tx: Transaction, person: string): Promise<readonly string[]> {
  const ids = await peopleCalled(tx, person);
  if (ids.length > MOST_PEOPLE) throw TOO_MANY_PEOPLE;
  return ids;
}

const TOO_MANY_PEOPLE = new Problem(
  400,
  'too-many-people',
  `More than ${MOST_PEOPLE} people are called so: send more of the name, or the user name.`,
  { parameter: 'person' },
);

async function named(tx: Transaction, entries: readonly StoredEntry[]): Promise<readonly NamedEntry[]> {
  const ids = new Set(
    entries.flatMap(({ resourceId, connectionId, credentialId, operator }) =>
      [resourceId, connectionId, credentialId, operator].flatMap((id) => (id == null ? [] : indexKey(id))),
    ),
  );
  return ids.size === 0 ? entries : namedEntries(entries, await namesOf(tx, [...ids]));
}

import type { Asker, TenantReads } from '#service';
import type { StoredEntry } from '../ledger/entry.js';
import { findEntry } from './statements/find-entry.js';
import { listEntries, type EntryFilter, type EntryPage, type FoundEntries } from './statements/list-entries.js';

/** Entries that an export holds in memory at a time, if they are small; else as many as fit the bytes of a page. */
const EXPORT_PAGE = 500;
const LEAST_EXPORT_PAGE = 10;

/** Reads as the role that row-level security binds; the tenant is an argument of each call and kept nowhere. */
export class LedgerReader {
  readonly #reads: TenantReads;

  constructor(reads: TenantReads) {
    this.#reads = reads;
  }

  list(tenantId: string, page: EntryPage, gone?: AbortSignal): Promise<FoundEntries> {
    return this.#reads.list({ tenantId, gone }, (tx) => listEntries(tx, page));
  }

  find(tenantId: string, id: string): Promise<StoredEntry | null> {
    return this.#reads.lookUp({ tenantId }, (tx) => findEntry(tx, id));
  }

  /**
   * Everything that matches, oldest first, page by page: each in a transaction of its own, so that a client who reads
   * slowly for an hour holds neither a connection nor a snapshot. What is recorded meanwhile comes last, or not at all.
   */
  async *pages(
    tenantId: string,
    filter: EntryFilter,
    gone?: AbortSignal,
  ): AsyncGenerator<readonly StoredEntry[], void> {
    const asker: Asker = { tenantId, gone };
    let after: EntryPage['after'] = null;
    for (let limit = EXPORT_PAGE; ;) {
      const page: EntryPage = { filter, order: 'oldest', after, limit };
      const { entries, found }: FoundEntries = await (after === null
        ? this.#reads.list(asker, (tx) => listEntries(tx, page))
        : this.#reads.nextPage(asker, (tx) => listEntries(tx, page)));
      yield entries;
      const last = entries.at(-1);
      if (last === undefined || (found < limit && entries.length === found)) return;
      after = { time: last.time, id: last.id };
      // What does not fit is looked up for nothing: about as many again as came of the page before.
      limit = Math.min(EXPORT_PAGE, Math.max(LEAST_EXPORT_PAGE, 2 * entries.length));
    }
  }
}

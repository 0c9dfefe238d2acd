import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { encodeCursor, decodeCursor, goneOf, NOT_FOUND } from '#service';
import { inTurns, mapSteps, turns, type Steps } from '#turns';
import type { NamedEntry } from '../ledger/entry.js';
import type { LedgerReader } from '../storage/ledger-reader.js';
import type { Reading, ReadLog } from '../storage/read-log.js';
import type { EntryPlace } from '../storage/statements/list-entries.js';
import { ArrivalPlace, filterOf, orderOf, Place, type EntryParameters, type ExportParameters } from './entry-query.js';
import { textOfEntry } from './entry-schema.js';
import { exportLines, type Format } from './export-lines.js';
import {
  bucketsOf,
  histogramBody,
  totalsBody,
  type HistogramBody,
  type HistogramParameters,
  type TotalsBody,
} from './histogram.js';

/** Who asks, and where the answer goes. */
export interface Asking {
  readonly tenantId: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Asked = Pick<Asking, 'tenantId' | 'request'>;

const JSON_TYPE = 'application/json; charset=utf-8';

/** Who reads, as the audit log tells it. */
export type ReadBy = Pick<Reading, 'reader' | 'readerType' | 'address'>;

export interface EntryAnswersOptions {
  readonly ledger: LedgerReader;
  readonly readLog: ReadLog;
  /** Milliseconds in which a client has to take a page of an export. */
  readonly patienceMs: number;
}

/** Answers questions for entries; each is noted before it is answered. */
export class EntryAnswers {
  readonly #options: EntryAnswersOptions;

  constructor(options: EntryAnswersOptions) {
    this.#options = options;
  }

  /** The making of a tenant is an entry: who has none is nobody. @throws NOT_FOUND */
  async assertKnown({ tenantId, request }: Asked): Promise<void> {
    if (!(await this.#options.ledger.isKnown(tenantId, goneOf(request)))) throw NOT_FOUND;
  }

  async page(query: EntryParameters, by: ReadBy, { tenantId, request, reply }: Asking): Promise<void> {
    const { ledger, readLog } = this.#options;
    await readLog.note({ tenantId, ...by, kind: 'list' });
    const order = orderOf(query);
    const { limit, cursor } = query;
    const after =
      cursor === undefined
        ? null
        : order === 'arrival'
          ? decodeCursor(ArrivalPlace, cursor)
          : decodeCursor(Place, cursor);
    const page = { filter: filterOf(query), order, after, limit };
    const { entries, next } = await ledger.list(tenantId, page, goneOf(request));
    const text = await inTurns(pageSteps(entries, next), turns.begin(tenantId));
    await reply.type(JSON_TYPE).send(text);
  }

  async histogram(query: HistogramParameters, by: ReadBy, { tenantId, request }: Asked): Promise<HistogramBody> {
    const { ledger, readLog } = this.#options;
    const buckets = bucketsOf(query, Date.now());
    await readLog.note({ tenantId, ...by, kind: 'list' });
    return histogramBody(await ledger.histogram(tenantId, buckets, goneOf(request)));
  }

  async totals(by: ReadBy, { tenantId, request }: Asked): Promise<TotalsBody> {
    const { ledger, readLog } = this.#options;
    await readLog.note({ tenantId, ...by, kind: 'list' });
    return totalsBody(await ledger.totals(tenantId, goneOf(request)));
  }

  async one(id: string, by: ReadBy, { tenantId, reply }: Asking): Promise<void> {
    const { ledger, readLog } = this.#options;
    await readLog.note({ tenantId, ...by, kind: 'entry' });
    const entry = await ledger.find(tenantId, id);
    if (entry === null) throw NOT_FOUND;
    await reply.type(JSON_TYPE).send(textOfEntry(entry));
  }

  async export(
    query: ExportParameters,
    by: ReadBy,
    { format, tenantId, request, reply }: Asking & { readonly format: Format },
  ): Promise<void> {
    const { ledger, readLog, patienceMs } = this.#options;
    await readLog.note({ tenantId, ...by, kind: 'export' });
    const pages = ledger.pages(tenantId, filterOf(query), goneOf(request));
    // The first page before the first byte: what fails here can still be answered as a problem.
    const first = await pages.next();
    const patience = { ms: patienceMs, end: () => reply.raw.destroy(), format };
    const lines = Readable.from(exportLines(first.value ?? [], pages, patience), {
      objectMode: false,
      highWaterMark: 65_536,
    });
    await reply.type(`${format.mediaType}; charset=utf-8`).send(lines);
  }
}

function* pageSteps(entries: readonly NamedEntry[], next: EntryPlace | null): Steps<string> {
  const items = yield* mapSteps(entries, textOfEntry);
  return `{"items":[${items.join(',')}],"next":${JSON.stringify(next === null ? null : encodeCursor(next))}}`;
}

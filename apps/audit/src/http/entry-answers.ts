import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { encodeCursor, decodeCursor, goneOf } from '#service';
import { inTurns, mapSteps, turns, type Steps } from '#turns';
import type { NamedEntry } from '../ledger/entry.js';
import type { LedgerReader } from '../storage/ledger-reader.js';
import type { EntryPlace } from '../storage/statements/list-entries.js';
import { ArrivalPlace, filterOf, orderOf, Place, type EntryParameters, type ExportParameters } from './entry-query.js';
import { textOfEntry } from './entry-schema.js';
import { exportLines, type Format } from './export-lines.js';

/** Milliseconds in which a client has to take a page of an export. */
export const EXPORT_PATIENCE_MS = Symbol('how long a client may leave a page of an export lie');

/** Who asks, and where the answer goes. */
export interface Asking {
  readonly tenantId: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

export async function answerPage(ledger: LedgerReader, query: EntryParameters, asking: Asking): Promise<void> {
  const { tenantId, request, reply } = asking;
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

function* pageSteps(entries: readonly NamedEntry[], next: EntryPlace | null): Steps<string> {
  const items = yield* mapSteps(entries, textOfEntry);
  return `{"items":[${items.join(',')}],"next":${JSON.stringify(next === null ? null : encodeCursor(next))}}`;
}

export async function answerExport(
  ledger: LedgerReader,
  query: ExportParameters,
  { format, patienceMs, ...asking }: Asking & { readonly format: Format; readonly patienceMs: number },
): Promise<void> {
  const { tenantId, request, reply } = asking;
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

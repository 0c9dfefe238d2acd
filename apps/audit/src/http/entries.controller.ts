import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUuid } from '#postgres';
import { ApiParameters, pageOf, pageSchema } from '#projection';
import { decodeCursor, goneOf, NOT_FOUND, openApiSchema, parseQuery, Problem, readerOf } from '#service';
import { inTurns, mapSteps, turns, type Steps } from '#turns';
import type { StoredEntry } from '../ledger/entry.js';
import { LedgerReader } from '../storage/ledger-reader.js';
import {
  EntryQuery,
  ExportQuery,
  filterOf,
  Place,
  type EntryParameters,
  type ExportParameters,
} from './entry-query.js';
import { EntryView, textOfEntry } from './entry-schema.js';
import { exportLines } from './export-lines.js';

/** Milliseconds in which a client has to take a page of an export. */
export const EXPORT_PATIENCE_MS = Symbol('how long a client may leave a page of an export lie');

@ApiBearerAuth()
@Controller()
export class EntriesController {
  readonly #ledger: LedgerReader;

  readonly #patienceMs: number;

  constructor(@Inject(LedgerReader) ledger: LedgerReader, @Inject(EXPORT_PATIENCE_MS) patienceMs: number) {
    this.#ledger = ledger;
    this.#patienceMs = patienceMs;
  }

  @Get('entries')
  @ApiOperation({ summary: 'What was written and refused, newest first unless asked otherwise' })
  @ApiParameters(EntryQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(EntryView)) })
  async list(
    @Req() request: FastifyRequest,
    @Query(parseQuery(EntryQuery)) query: EntryParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { order, limit, cursor } = query;
    const { tenantId } = readerOf(request);
    const after = cursor === undefined ? null : decodeCursor(Place, cursor);
    // One more than asked for says whether there is a next page.
    const page = { filter: filterOf(query), order, after, limit: limit + 1 };
    const { entries, found } = await this.#ledger.list(tenantId, page, goneOf(request));
    const { shown, next } = pageOf(entries, { limit, found, place: ({ time, id }) => ({ time, id }) });
    const text = await inTurns(pageSteps(shown, next), turns.begin(tenantId));
    await reply.type(JSON_TYPE).send(text);
  }

  @Get('entries.ndjson')
  @ApiOperation({
    summary: 'Everything that matches, oldest first, an entry a line',
    description:
      'An export that cannot be finished breaks the connection: without its last chunk it is not complete. So does one that its client has stopped reading.',
  })
  @ApiParameters(ExportQuery)
  @ApiOkResponse({ content: { 'application/x-ndjson': { schema: openApiSchema(EntryView) } } })
  async export(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ExportQuery)) query: ExportParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const pages = this.#ledger.pages(readerOf(request).tenantId, filterOf(query), goneOf(request));
    // The first page before the first byte: what fails here can still be answered as a problem.
    const first = await pages.next();
    const patience = { ms: this.#patienceMs, end: () => reply.raw.destroy() };
    const lines = Readable.from(exportLines(first.value ?? [], pages, patience), {
      objectMode: false,
      highWaterMark: 65_536,
    });
    await reply.type('application/x-ndjson; charset=utf-8').send(lines);
  }

  @Get('entries/:id')
  @ApiOperation({ summary: 'One entry' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ schema: openApiSchema(EntryView) })
  async find(@Req() request: FastifyRequest, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    if (!isUuid(id.toLowerCase())) throw NO_ID;
    const entry = await this.#ledger.find(readerOf(request).tenantId, id);
    if (entry === null) throw NOT_FOUND;
    await reply.type(JSON_TYPE).send(textOfEntry(entry));
  }
}

const JSON_TYPE = 'application/json; charset=utf-8';

function* pageSteps(entries: readonly StoredEntry[], next: string | null): Steps<string> {
  const items = yield* mapSteps(entries, textOfEntry);
  return `{"items":[${items.join(',')}],"next":${JSON.stringify(next)}}`;
}

const NO_ID = new Problem(
  400,
  'invalid-id',
  'The id of an entry is a UUID, and this is none; GET /entries lists them.',
);

import { applyDecorators, Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUuid } from '#postgres';
import { ApiParameters, callerOf, Needs, openApiSchema, pageSchema, parseQuery, Problem, readerOf } from '#service';
import { Type } from 'typebox';
import { EntryAnswers, type Asking, type ReadBy } from './entry-answers.js';
import {
  EntryQuery,
  ExportQuery,
  parseEntryQuery,
  type EntryParameters,
  type ExportParameters,
} from './entry-query.js';
import { EntryView } from './entry-schema.js';
import { CSV, NDJSON, OCSF, type Format } from './export-lines.js';
import { HistogramBody, HistogramQuery, TotalsBody, type HistogramParameters } from './histogram.js';

interface Told {
  readonly summary: string;
  readonly operationId: string;
}

function Export(path: string, format: Format, { summary, operationId }: Told): MethodDecorator {
  const schema = format === NDJSON ? openApiSchema(EntryView) : openApiSchema(Type.String());
  return applyDecorators(
    Get(path),
    Needs('audit:export'),
    ApiOperation({
      summary,
      operationId,
      description:
        'An export that cannot be finished breaks the connection: without its last chunk it is not complete. So does one that its client has stopped reading.',
    }),
    ApiParameters(ExportQuery),
    ApiOkResponse({ content: { [format.mediaType]: { schema } } }),
  );
}

@ApiBearerAuth()
@Controller()
export class EntriesController {
  readonly #answers: EntryAnswers;

  constructor(@Inject(EntryAnswers) answers: EntryAnswers) {
    this.#answers = answers;
  }

  @Get('entries')
  @Needs('audit:read')
  @ApiOperation({
    summary: 'What was written and refused, newest first unless asked otherwise',
    operationId: 'listEntries',
    description:
      'A page for `path` or `value` looks into 20,000 entries: it may be short, or empty, and have a `next` all the same.',
  })
  @ApiParameters(EntryQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(EntryView)) })
  list(
    @Req() request: FastifyRequest,
    @Query(parseEntryQuery(EntryQuery)) query: EntryParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.#answers.page(query, readBy(request), askingOf(request, reply));
  }

  @Export('entries.ndjson', NDJSON, {
    summary: 'Everything that matches, oldest first, an entry a line',
    operationId: 'exportEntries',
  })
  ndjson(
    @Req() request: FastifyRequest,
    @Query(parseEntryQuery(ExportQuery)) query: ExportParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.#answers.export(query, readBy(request), { ...askingOf(request, reply), format: NDJSON });
  }

  @Export('entries.csv', CSV, { summary: 'The same as a table, for a spreadsheet', operationId: 'exportEntriesAsCsv' })
  csv(
    @Req() request: FastifyRequest,
    @Query(parseEntryQuery(ExportQuery)) query: ExportParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.#answers.export(query, readBy(request), { ...askingOf(request, reply), format: CSV });
  }

  @Export('entries.ocsf.ndjson', OCSF, {
    summary: 'The same as events of OCSF 1.3, for a SIEM',
    operationId: 'exportEntriesAsOcsf',
  })
  ocsf(
    @Req() request: FastifyRequest,
    @Query(parseEntryQuery(ExportQuery)) query: ExportParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.#answers.export(query, readBy(request), { ...askingOf(request, reply), format: OCSF });
  }

  @Get('entries/histogram')
  @Needs('audit:read')
  @ApiOperation({ summary: 'How many entries there are, by time', operationId: 'getEntryHistogram' })
  @ApiParameters(HistogramQuery)
  @ApiOkResponse({ schema: openApiSchema(HistogramBody) })
  histogram(
    @Req() request: FastifyRequest,
    @Query(parseQuery(HistogramQuery)) query: HistogramParameters,
  ): Promise<HistogramBody> {
    return this.#answers.histogram(query, readBy(request), { tenantId: readerOf(request).tenantId, request });
  }

  @Get('totals')
  @Needs('audit:read')
  @ApiOperation({ summary: 'How many entries there are, and since when', operationId: 'getEntryTotals' })
  @ApiOkResponse({ schema: openApiSchema(TotalsBody) })
  totals(@Req() request: FastifyRequest, @Query(parseQuery(Type.Object({}))) _query: object): Promise<TotalsBody> {
    return this.#answers.totals(readBy(request), { tenantId: readerOf(request).tenantId, request });
  }

  @Get('entries/:id')
  @Needs('audit:read')
  @ApiOperation({ summary: 'One entry', operationId: 'getEntry' })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ schema: openApiSchema(EntryView) })
  async find(@Req() request: FastifyRequest, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    if (!isUuid(id.toLowerCase())) throw NO_ID;
    await this.#answers.one(id, readBy(request), askingOf(request, reply));
  }
}

function readBy(request: FastifyRequest): ReadBy {
  const { kind: readerType, address } = callerOf(request);
  return { reader: readerOf(request).readerId, readerType, address };
}

function askingOf(request: FastifyRequest, reply: FastifyReply): Asking {
  return { tenantId: readerOf(request).tenantId, request, reply };
}

const NO_ID = new Problem(
  400,
  'invalid-id',
  'The id of an entry is a UUID, and this is none; GET /entries lists them.',
);

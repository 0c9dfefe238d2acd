import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  actorOf,
  ApiParameters,
  goneOf,
  Needs,
  openApiSchema,
  pageSchema,
  parseQuery,
  readerOf,
  Refuses,
} from '#service';
import { currentTraceparent } from '#telemetry';
import {
  AccessBody,
  AccessExportQuery,
  AccessQuery,
  type AccessExportParameters,
  type AccessParameters,
} from './access-body.js';
import { Access, type AccessPage } from './access.js';

export const ACCESS_EXPORT = { path: '/access.csv', mediaType: 'text/csv' } as const;

@ApiTags('organisation')
@ApiBearerAuth()
@Refuses({
  400: 'A parameter is missing, unknown or wrong; or from is after to.',
  401: 'No valid token for this API.',
  503: 'It takes longer than a second, or what was is not folded yet; `detail` says what to ask instead.',
})
@Controller()
export class AccessController {
  readonly #access: Access;

  constructor(@Inject(Access) access: Access) {
    this.#access = access;
  }

  @Get('access')
  @Needs('directory:history')
  @ApiOperation({
    summary: 'Who had access between two dates: who was active at any time, since when and until when',
    description:
      'In id order, of who was deleted, too; of who was erased nothing is left. A page looks at 2,000 people: it may be short, or empty, and ' +
      'have a `next` all the same.',
    operationId: 'listAccess',
  })
  @ApiParameters(AccessQuery)
  @ApiOkResponse({
    schema: openApiSchema(
      Type.Object({
        ...pageSchema(AccessBody).properties,
        from: Type.String({ format: 'date-time', description: 'The instants that were asked for.' }),
        to: Type.String({ format: 'date-time' }),
        settled: Type.Boolean({ description: 'Everything up to `to` has been heard of.' }),
      }),
    ),
  })
  list(@Req() request: FastifyRequest, @Query(parseQuery(AccessQuery)) query: AccessParameters): Promise<AccessPage> {
    return this.#access.list(askerOf(request), query);
  }

  @Get(ACCESS_EXPORT.path.slice(1))
  @Needs('people:export')
  @ApiOperation({
    summary: 'The same as a table, for a spreadsheet: a line for each time in which somebody was active',
    description:
      'An export that cannot be finished breaks the connection: without its last chunk it is not complete. It is one entry of the audit log.',
    operationId: 'exportAccess',
  })
  @ApiParameters(AccessExportQuery)
  @ApiOkResponse({ content: { [ACCESS_EXPORT.mediaType]: { schema: openApiSchema(Type.String()) } } })
  async export(
    @Req() request: FastifyRequest,
    @Query(parseQuery(AccessExportQuery)) query: AccessExportParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const acting = { requestId: request.id, traceparent: currentTraceparent(), reason: null, ...actorOf(request) };
    const lines = await this.#access.export(askerOf(request), query, acting);
    const stream = Readable.from(lines, { objectMode: false, highWaterMark: 65_536 });
    await reply.type(`${ACCESS_EXPORT.mediaType}; charset=utf-8`).send(stream);
  }
}

function askerOf(request: FastifyRequest): { readonly tenantId: string; readonly gone?: AbortSignal | undefined } {
  return { tenantId: readerOf(request).tenantId, gone: goneOf(request) };
}

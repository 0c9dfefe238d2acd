import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiParameters, goneOf, Needs, openApiSchema, pageSchema, parseQuery, readerOf, Refuses } from '#service';
import { DifferenceBody } from './difference-body.js';
import { Comparing, type Differences } from './differences.js';
import { MOMENT_MEMBERS } from './moment.js';
import { DifferenceQuery, type DifferenceParameters } from './past-queries.js';

@ApiTags('organisation')
@ApiBearerAuth()
@Refuses({ 401: 'No valid token for this API.' })
@Controller('diff')
export class ComparingController {
  readonly #comparing: Comparing;

  constructor(@Inject(Comparing) comparing: Comparing) {
    this.#comparing = comparing;
  }

  @Get()
  @Needs('directory:history')
  @ApiOperation({
    summary: 'Who is otherwise at one date than at another, and in what',
    description:
      'In the order of their first changes between the two. What was changed and taken back is left out. A page looks through ' +
      '5,000 changes, and of `under` and `segment` at 500 people: it may be short, or empty, and have a `next` all the same. With both, ' +
      'whoever was below and meant at the same date.',
    operationId: 'compareDates',
  })
  @ApiParameters(DifferenceQuery)
  @ApiOkResponse({
    schema: openApiSchema(
      Type.Object({
        ...pageSchema(DifferenceBody).properties,
        from: Type.String({ format: 'date-time', description: 'The instants that were compared.' }),
        to: Type.String({ format: 'date-time' }),
        zone: MOMENT_MEMBERS.zone,
        settled: Type.Boolean({ description: 'Everything up to `to` has been heard of.' }),
      }),
    ),
  })
  @Refuses({
    400: 'A parameter is missing, unknown or wrong; or from is after to.',
    503: 'It takes longer than a second, or what was is not folded yet; `detail` says what to ask instead.',
  })
  compare(
    @Req() request: FastifyRequest,
    @Query(parseQuery(DifferenceQuery)) query: DifferenceParameters,
  ): Promise<Differences> {
    return this.#comparing.between(readerOf(request).tenantId, query, goneOf(request));
  }
}

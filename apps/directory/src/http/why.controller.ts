import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiParameters, goneOf, Needs, openApiSchema, parseQuery, readerOf, Refuses } from '#service';
import { MOMENT_MEMBERS } from './moment.js';
import { WhyQuery, type WhyParameters } from './past-queries.js';
import type { Told } from './past.js';
import { WhyBody } from './why-body.js';
import { Why } from './why.js';

@ApiTags('employees')
@ApiBearerAuth()
@Refuses({ 401: 'No valid token for this API.' })
@Controller('employees')
export class WhyController {
  readonly #why: Why;

  constructor(@Inject(Why) why: Why) {
    this.#why = why;
  }

  @Get(':id/why')
  @Needs('directory:history')
  @ApiOperation({
    summary: 'Why an attribute has its value: since when, by which event, connection, credential and request',
    description: 'Now, or at a time; of who was deleted, too. What it was before is told with it.',
    operationId: 'explainValue',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiParameters(WhyQuery)
  @ApiOkResponse({ schema: openApiSchema(Type.Object({ ...WhyBody.properties, ...MOMENT_MEMBERS })) })
  @Refuses({
    400: 'A parameter is missing, unknown or wrong.',
    404: 'There never was such an employee, or not yet.',
    503: 'What was is not folded yet.',
  })
  why(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(WhyQuery)) query: WhyParameters,
  ): Promise<WhyBody & Told> {
    return this.#why.of({ tenantId: readerOf(request).tenantId, gone: goneOf(request) }, id, query);
  }
}

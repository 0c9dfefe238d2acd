import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { actorOf, goneOf, Needs, openApiSchema, parseBody, readerOf, Refuses } from '#service';
import { currentTraceparent } from '#telemetry';
import { RevealBody, SensitiveBody } from './sensitive-body.js';
import { Sensitive } from './sensitive.js';

@ApiTags('employees')
@ApiBearerAuth()
@Refuses({ 400: 'A member is unknown or wrong.', 401: 'No valid token for this API.' })
@Controller('employees')
export class SensitiveController {
  readonly #sensitive: Sensitive;

  constructor(@Inject(Sensitive) sensitive: Sensitive) {
    this.#sensitive = sensitive;
  }

  @Post(':id/sensitive')
  @HttpCode(200)
  @Needs('people:sensitive')
  @ApiOperation({
    summary: 'Show what is sensitive of an employee, in a version and the one before',
    description:
      'Of an auditor, and of somebody who looks after people and whom an identity administrator lets. Everywhere else the values read ' +
      '`***`. It is one entry of the audit log, which has the names of the attributes and no value; where there is nothing to see, none.',
    operationId: 'revealSensitive',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiBody({ schema: openApiSchema(RevealBody) })
  @ApiOkResponse({ schema: openApiSchema(SensitiveBody) })
  @Refuses({
    403: 'Whoever asks may not see it.',
    404: 'There never was such an employee, or no such version is kept.',
  })
  reveal(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Body(parseBody(RevealBody)) asked: RevealBody,
  ): Promise<SensitiveBody> {
    const { reason = null } = asked;
    const acting = { requestId: request.id, traceparent: currentTraceparent(), reason, ...actorOf(request) };
    return this.#sensitive.reveal({ tenantId: readerOf(request).tenantId, gone: goneOf(request) }, id, asked, acting);
  }
}

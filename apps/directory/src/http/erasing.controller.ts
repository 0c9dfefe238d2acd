import { Body, Controller, Delete, HttpCode, Inject, Param, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { actorOf, callerOf, Needs, openApiSchema, parseBody, readerOf, Refuses } from '#service';
import { currentTraceparent } from '#telemetry';
import { EraseBody, ErasedBody, Erasing } from './erasing.js';

@ApiTags('employees')
@ApiBearerAuth()
@Refuses({ 400: 'No reason was given, or another name.', 401: 'No valid token for this API.' })
@Controller('employees')
export class ErasingController {
  readonly #erasing: Erasing;

  constructor(@Inject(Erasing) erasing: Erasing) {
    this.#erasing = erasing;
  }

  @Delete(':id/data')
  @HttpCode(200)
  @Needs('people:erase')
  @ApiOperation({
    summary: 'Remove what the directory keeps of somebody who was deleted',
    description:
      'For good: history, words, changes and what is set aside of their events; a rebuild does not bring it back. The answer says what is not ' +
      'reached. It is one entry of the audit log. Where the tenant has another identity administrator, that one approves it first, at the ' +
      'console; the token says so.',
    operationId: 'erasePerson',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiBody({ schema: openApiSchema(EraseBody) })
  @ApiOkResponse({ schema: openApiSchema(ErasedBody) })
  @Refuses({
    403: 'Another administrator has not approved it (`approval-required`).',
    404: 'There never was such an employee.',
    409: 'The employee is not deleted.',
    503: 'Not now: a rebuild ends.',
  })
  erase(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Body(parseBody(EraseBody)) { reason, name }: Static<typeof EraseBody>,
  ): Promise<ErasedBody> {
    const acting = { requestId: request.id, traceparent: currentTraceparent(), reason, ...actorOf(request) };
    const { tenantId } = readerOf(request);
    return this.#erasing.erase({ tenantId, id, name, approved: callerOf(request).approved }, acting);
  }
}

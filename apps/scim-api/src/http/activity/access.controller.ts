import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiParameters, Needs, openApiSchema, parseQuery, readerOf } from '#service';
import { AccessStore } from '../../storage/access-store.js';
import { accessOn, AccessPage, AccessQuery, type AccessParameters } from '../access-schemas.js';

/** Of the reader's own tenant. */
@ApiTags('access')
@ApiBearerAuth()
@Controller('activity/access')
export class AccessController {
  readonly #store: AccessStore;

  constructor(@Inject(AccessStore) store: AccessStore) {
    this.#store = store;
  }

  @Get()
  @Needs('settings:read')
  @ApiOperation({
    summary: 'Who could do what on a day',
    description:
      'Every credential of the tenant that was valid at some moment of it, of readers and of connections; what connections trusted ' +
      'without one; and what operators were granted.',
    operationId: 'listOwnAccess',
  })
  @ApiParameters(AccessQuery)
  @ApiOkResponse({ schema: openApiSchema(AccessPage) })
  list(@Req() request: FastifyRequest, @Query(parseQuery(AccessQuery)) query: AccessParameters): Promise<object> {
    return accessOn(this.#store, query, { tenantId: readerOf(request).tenantId, withOperators: false });
  }
}

import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiParameters, callerOf, goneOf, Needs, openApiSchema, parseQuery, readerOf, Refuses } from '#service';
import { OwnReports, OwnReportsBody, OwnReportsQuery, type OwnReportsParameters } from './own-reports.js';

@ApiTags('organisation')
@ApiBearerAuth()
@Refuses({ 401: 'No valid token for this API.' })
@Controller('own')
export class OwnController {
  readonly #reports: OwnReports;

  constructor(@Inject(OwnReports) reports: OwnReports) {
    this.#reports = reports;
  }

  @Get('reports')
  @Needs('people:read')
  @ApiOperation({
    summary: 'Who of some employees reports to whoever asks, directly or over others, now',
    description:
      'Of somebody who signed in to the console, by the `person` of the token. Whoever is not there is left out.',
    operationId: 'listOwnReports',
  })
  @ApiParameters(OwnReportsQuery)
  @ApiOkResponse({ schema: openApiSchema(OwnReportsBody) })
  @Refuses({
    400: 'A parameter is missing, unknown or wrong.',
    403: 'The account is nobody’s among the employees.',
    503: 'It takes longer than a second; ask of fewer.',
  })
  reports(
    @Req() request: FastifyRequest,
    @Query(parseQuery(OwnReportsQuery)) query: OwnReportsParameters,
  ): Promise<OwnReportsBody> {
    const asker = { tenantId: readerOf(request).tenantId, gone: goneOf(request) };
    return this.#reports.among(asker, callerOf(request).person, query);
  }
}

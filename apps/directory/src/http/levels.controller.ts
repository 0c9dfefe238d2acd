import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ApiParameters, goneOf, Needs, openApiSchema, parseQuery, readerOf, Refuses } from '#service';
import { EmployeeBody, ReportBody } from './employee-body.js';
import { COUNTED_MEMBERS, OF_A_TIME, pageAtSchema } from './page-at.js';
import { BelowQuery, LevelQuery, type BelowParameters, type LevelParameters } from './past-queries.js';
import { Past, type AskedAt, type PageAt } from './past.js';
import { assertSeesTime, OF_WHOM, pageShownTo, seesLeavers } from './sight.js';

const REFUSED = {
  400: 'A parameter is unknown or wrong.',
  403: 'A time is asked for without `directory:history`.',
  404: 'Unknown or deleted; or not there at that time.',
  503: 'It takes longer than a second, or what was is not folded yet; `detail` says what to ask instead.',
};

export const ChainBody = Type.Object({
  ...EmployeeBody.properties,
  level: Type.Integer({ minimum: 1, description: '1 is the manager.' }),
});
type Leveled = EmployeeBody & { level: number };

/** Who is above and below somebody, now or at a time. */
@ApiTags('organisation')
@ApiBearerAuth()
@Refuses({ 401: 'No valid token for this API.' })
@Controller('employees')
export class LevelsController {
  readonly #past: Past;

  constructor(@Inject(Past) past: Past) {
    this.#past = past;
  }

  @Get(':id/team')
  @Needs('directory:read')
  @ApiOperation({
    summary: 'Who reports to an employee directly, in id order',
    description: `${OF_WHOM} ${OF_A_TIME}`,
    operationId: 'listTeam',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiParameters(LevelQuery)
  @ApiOkResponse({ schema: openApiSchema(pageAtSchema(EmployeeBody)) })
  @Refuses(REFUSED)
  async team(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(LevelQuery)) query: LevelParameters,
  ): Promise<PageAt<EmployeeBody>> {
    return pageShownTo(request, await this.#past.team(askedAt(request, query), id, query));
  }

  @Get(':id/chain')
  @Needs('directory:read')
  @ApiOperation({
    summary: 'From the manager of an employee to the top, nearest first',
    description: `${OF_WHOM} ${OF_A_TIME}`,
    operationId: 'listChain',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiParameters(LevelQuery)
  @ApiOkResponse({
    schema: openApiSchema(
      pageAtSchema(ChainBody, {
        isCircle: Type.Boolean({ description: 'Whose manager the last one has is in the list, or is the employee.' }),
      }),
    ),
  })
  @Refuses(REFUSED)
  async chain(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(LevelQuery)) query: LevelParameters,
  ): Promise<PageAt<Leveled> & { readonly isCircle: boolean }> {
    const chain = await this.#past.chain(askedAt(request, query), id, query);
    return pageShownTo<Leveled, typeof chain>(request, chain);
  }

  @Get(':id/below')
  @Needs('directory:read')
  @ApiOperation({
    summary: 'Everybody below an employee, nearest first',
    description: `${OF_WHOM} ${OF_A_TIME} It walks over 20,000 people at most: where there are more, \`atLeast\` says so.`,
    operationId: 'listBelow',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiParameters(BelowQuery)
  @ApiOkResponse({ schema: openApiSchema(pageAtSchema(ReportBody, COUNTED_MEMBERS)) })
  @Refuses(REFUSED)
  async below(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(BelowQuery)) query: BelowParameters,
  ): Promise<PageAt<ReportBody>> {
    const below = await this.#past.below(askedAt(request, query), id, query);
    const { total: _total, atLeast: _atLeast, ...uncounted } = below;
    // Whoever has left is among those who were counted.
    return pageShownTo<ReportBody, PageAt<ReportBody>>(request, seesLeavers(request) ? below : uncounted);
  }
}

function askedAt(request: FastifyRequest, { asOf, zone }: Pick<LevelParameters, 'asOf' | 'zone'>): AskedAt {
  assertSeesTime(request, { asOf, zone });
  const { tenantId } = readerOf(request);
  return { tenantId, asOf, zone, onlyActive: !seesLeavers(request), gone: goneOf(request) };
}

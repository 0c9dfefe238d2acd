import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  ApiParameters,
  goneOf,
  Needs,
  openApiSchema,
  pageSchema,
  parseQuery,
  readerOf,
  Refuses,
  type Page,
} from '#service';
import { History } from './history.js';
import { MovementBody } from './movement-body.js';
import {
  DepartmentsQuery,
  MovementsQuery,
  NO_PARAMETERS,
  type DepartmentsParameters,
  type MovementsParameters,
} from './queries.js';
import { seesLeavers } from './sight.js';
import { DepartmentBody, Totals, TotalsBody, type Asking } from './totals.js';

/** Questions about the whole company. */
@ApiTags('overview')
@ApiBearerAuth()
@Refuses({ 400: 'A parameter is unknown or wrong.', 401: 'No valid token for this API.' })
@Controller()
export class OverviewController {
  readonly #totals: Totals;
  readonly #history: History;

  constructor(@Inject(Totals) totals: Totals, @Inject(History) history: History) {
    this.#totals = totals;
    this.#history = history;
  }

  @Get('totals')
  @Needs('people:read')
  @ApiOperation({ summary: 'How many people, departments, joiners and leavers there are', operationId: 'getTotals' })
  @ApiOkResponse({ schema: openApiSchema(TotalsBody) })
  totals(@Req() request: FastifyRequest, @Query(parseQuery(NO_PARAMETERS)) _query: object): Promise<TotalsBody> {
    return this.#totals.of(askingOf(request));
  }

  @Get('departments')
  @Needs('people:read')
  @ApiOperation({ summary: 'Departments, and how many people are in them', operationId: 'listDepartments' })
  @ApiParameters(DepartmentsQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(DepartmentBody)) })
  departments(
    @Req() request: FastifyRequest,
    @Query(parseQuery(DepartmentsQuery)) query: DepartmentsParameters,
  ): Promise<Page<DepartmentBody>> {
    return this.#totals.departments(askingOf(request), query);
  }

  @Get('movements')
  @Needs('directory:history')
  @ApiOperation({
    summary: 'Who joined and who left, newest first; of the last seven days unless told',
    description: 'A page looks through 2,000 changes: it may be short, or empty, and have a `next` all the same.',
    operationId: 'listMovements',
  })
  @ApiParameters(MovementsQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(MovementBody)) })
  movements(
    @Req() request: FastifyRequest,
    @Query(parseQuery(MovementsQuery)) query: MovementsParameters,
  ): Promise<Page<MovementBody>> {
    return this.#history.movements(readerOf(request).tenantId, query, goneOf(request));
  }
}

function askingOf(request: FastifyRequest): Asking {
  return { tenantId: readerOf(request).tenantId, seesLeavers: seesLeavers(request), gone: goneOf(request) };
}

import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
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
import { EmployeeBody, ReportBody } from './employee-body.js';
import { Employees } from './employees.js';
import { VersionBody } from './history-body.js';
import { History } from './history.js';
import {
  HistoryQuery,
  ListQuery,
  NO_PARAMETERS,
  ReportsQuery,
  type HistoryParameters,
  type ListParameters,
  type ReportsParameters,
} from './queries.js';

@ApiTags('employees')
@ApiBearerAuth()
@Refuses({ 401: 'No valid token for this API.' })
@Controller('employees')
export class EmployeesController {
  readonly #employees: Employees;
  readonly #history: History;

  constructor(@Inject(Employees) employees: Employees, @Inject(History) history: History) {
    this.#employees = employees;
    this.#history = history;
  }

  @Get()
  @Needs('people:read')
  @ApiOperation({ summary: 'Employees in id order, filtered or searched', operationId: 'listEmployees' })
  @ApiParameters(ListQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(EmployeeBody)) })
  @Refuses({ 400: 'A parameter is unknown or wrong.' })
  list(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ListQuery)) query: ListParameters,
  ): Promise<Page<EmployeeBody>> {
    return this.#employees.list(readerOf(request).tenantId, query, goneOf(request));
  }

  @Get(':id')
  @Needs('people:read')
  @ApiOperation({ summary: 'One employee by SCIM id', operationId: 'getEmployee' })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiOkResponse({ schema: openApiSchema(EmployeeBody) })
  @Refuses({ 404: 'Unknown or deleted.' })
  find(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(NO_PARAMETERS)) _query: object,
  ): Promise<EmployeeBody> {
    return this.#employees.find(readerOf(request).tenantId, id);
  }

  @Get(':id/reports')
  @Needs('people:read')
  @ApiOperation({
    summary: 'Who reports to an employee, over one or more levels, in id order',
    operationId: 'listReports',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiParameters(ReportsQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(ReportBody)) })
  @Refuses({ 400: 'A parameter is unknown or wrong.', 404: 'The employee is unknown or deleted.' })
  reports(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(ReportsQuery)) query: ReportsParameters,
  ): Promise<Page<ReportBody>> {
    return this.#employees.reports(readerOf(request).tenantId, id, query, goneOf(request));
  }

  @Get(':id/history')
  @Needs('people:read')
  @ApiOperation({
    summary: 'What changed about an employee, and when, newest first; of who was deleted, too',
    operationId: 'listEmployeeHistory',
  })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiParameters(HistoryQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(VersionBody)) })
  @Refuses({ 400: 'A parameter is unknown or wrong.', 404: 'There never was such an employee.' })
  history(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(HistoryQuery)) query: HistoryParameters,
  ): Promise<Page<VersionBody>> {
    return this.#history.of(readerOf(request).tenantId, id, query, goneOf(request));
  }
}

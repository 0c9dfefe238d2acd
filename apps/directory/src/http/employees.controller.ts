import { Controller, Get, Inject, Param, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { goneOf, openApiSchema, parseQuery, readerOf } from '#service';
import type { EmployeeBody, ReportBody } from './employee-body.js';
import { Employees, type Page } from './employees.js';
import { EMPLOYEE, EMPLOYEES, PROBLEM, REPORTS } from './open-api-schemas.js';
import { ListQuery, NO_PARAMETERS, ReportsQuery, type ListParameters, type ReportsParameters } from './queries.js';
import { ReaderGuard } from './reader.guard.js';

@ApiTags('employees')
@ApiBearerAuth()
@ApiResponse({ status: 401, content: PROBLEM, description: 'No valid token for this API.' })
@UseGuards(ReaderGuard)
@Controller('employees')
export class EmployeesController {
  readonly #employees: Employees;

  constructor(@Inject(Employees) employees: Employees) {
    this.#employees = employees;
  }

  @Get()
  @ApiOperation({ summary: 'Employees in id order, filtered or searched' })
  @ApiQuery({ name: 'active', required: false, schema: openApiSchema(ListQuery.properties.active) })
  @ApiQuery({ name: 'department', required: false, schema: openApiSchema(ListQuery.properties.department) })
  @ApiQuery({ name: 'managerId', required: false, schema: openApiSchema(ListQuery.properties.managerId) })
  @ApiQuery({ name: 'search', required: false, schema: openApiSchema(ListQuery.properties.search) })
  @ApiQuery({ name: 'limit', required: false, schema: openApiSchema(ListQuery.properties.limit) })
  @ApiQuery({ name: 'cursor', required: false, schema: openApiSchema(ListQuery.properties.cursor) })
  @ApiOkResponse({ schema: EMPLOYEES })
  @ApiResponse({ status: 400, content: PROBLEM, description: 'A parameter is unknown or wrong.' })
  list(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ListQuery)) query: ListParameters,
  ): Promise<Page<EmployeeBody>> {
    return this.#employees.list(readerOf(request).tenantId, query, goneOf(request));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One employee by SCIM id' })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiOkResponse({ schema: EMPLOYEE })
  @ApiResponse({ status: 404, content: PROBLEM, description: 'Unknown or deleted.' })
  find(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(NO_PARAMETERS)) _query: object,
  ): Promise<EmployeeBody> {
    return this.#employees.find(readerOf(request).tenantId, id);
  }

  @Get(':id/reports')
  @ApiOperation({ summary: 'Who reports to an employee, over one or more levels, in id order' })
  @ApiParam({ name: 'id', schema: { type: 'string' } })
  @ApiQuery({ name: 'depth', required: false, schema: openApiSchema(ReportsQuery.properties.depth) })
  @ApiQuery({ name: 'limit', required: false, schema: openApiSchema(ReportsQuery.properties.limit) })
  @ApiQuery({ name: 'cursor', required: false, schema: openApiSchema(ReportsQuery.properties.cursor) })
  @ApiOkResponse({ schema: REPORTS })
  @ApiResponse({ status: 400, content: PROBLEM, description: 'A parameter is unknown or wrong.' })
  @ApiResponse({ status: 404, content: PROBLEM, description: 'The employee is unknown or deleted.' })
  reports(
    @Req() request: FastifyRequest,
    @Param('id') id: string,
    @Query(parseQuery(ReportsQuery)) query: ReportsParameters,
  ): Promise<Page<ReportBody>> {
    return this.#employees.reports(readerOf(request).tenantId, id, query, goneOf(request));
  }
}

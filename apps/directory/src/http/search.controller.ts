import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  ApiParameters,
  assertMay,
  callerOf,
  goneOf,
  may,
  Needs,
  openApiSchema,
  pageSchema,
  parseQuery,
  readerOf,
  Refuses,
  type Page,
} from '#service';
import { ALL_KINDS, SHOWN_KINDS } from '../projection/employee-terms.js';
import { AS_COLLEAGUES, colleagueBody, NOT_SHOWN } from './colleague.js';
import { EmployeeBody } from './employee-body.js';
import { SearchQuery, type SearchParameters } from './queries.js';
import { Search } from './search.js';

@ApiTags('employees')
@ApiBearerAuth()
@Refuses({ 400: 'A parameter is unknown or wrong.', 401: 'No valid token for this API.' })
@Controller('search')
export class SearchController {
  readonly #search: Search;

  constructor(@Inject(Search) search: Search) {
    this.#search = search;
  }

  @Get()
  @Needs('directory:read')
  @ApiOperation({
    summary: 'People by words and beginnings of words, the best first',
    description:
      'Who has each word, in any order: of a name, the work address, title, department, number or user name. Whole words come ' +
      'before beginnings, names before jobs, the active before leavers; what is one mistake away comes behind, when fewer than ' +
      'ten have what was typed. The present alone: there is no `asOf`. A page may be short and have a `next` all the same. ' +
      AS_COLLEAGUES +
      ' Leavers need `directory:history`.',
    operationId: 'search',
  })
  @ApiParameters(SearchQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(EmployeeBody)) })
  async find(
    @Req() request: FastifyRequest,
    @Query(parseQuery(SearchQuery)) { q, limit, cursor, leavers, near }: SearchParameters,
  ): Promise<Page<EmployeeBody>> {
    const { tenantId } = readerOf(request);
    const seesAll = may(callerOf(request), 'people:read');
    const { person } = callerOf(request);
    const asked = { q, limit, cursor, withLeavers: leavers === 'true', near, person };
    if (asked.withLeavers && seesAll) assertMay(callerOf(request), 'directory:history');
    if (seesAll) {
      return this.#search.find(tenantId, { ...asked, kinds: ALL_KINDS }, goneOf(request));
    }
    if (asked.withLeavers) throw NOT_SHOWN;
    const { items, next } = await this.#search.find(tenantId, { ...asked, kinds: SHOWN_KINDS }, goneOf(request));
    return { items: items.map(colleagueBody), next };
  }
}

import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiParameters, goneOf, Needs, openApiSchema, parseQuery, readerOf, Refuses } from '#service';
import { Changes, ChangesBody } from './changes.js';
import { unlessKnown } from './conditional.js';
import { ChangesQuery, CountQuery, type ChangesParameters, type CountParameters } from './queries.js';
import { countedFor } from './sight.js';
import { CountsBody, Totals } from './totals.js';

/** Questions about all employees at once. */
@ApiTags('employees')
@ApiBearerAuth()
@Refuses({ 400: 'A parameter is unknown or wrong.', 401: 'No valid token for this API.' })
@Controller('employees')
export class ChangesController {
  readonly #changes: Changes;
  readonly #totals: Totals;

  constructor(@Inject(Changes) changes: Changes, @Inject(Totals) totals: Totals) {
    this.#changes = changes;
    this.#totals = totals;
  }

  @Get('changes')
  @Needs('directory:history')
  @ApiOperation({
    summary: 'Everybody, and then whoever changes or is deleted, by one cursor',
    description:
      'Ask without `since`, apply the items, keep `next`, ask again with it. Somebody may come more than once, as they are then: ' +
      'apply what has a higher version than the one that you keep, also of who was deleted. What somebody else’s change shows of a person, as the ' +
      'name of the manager, is no change of that person.',
    operationId: 'listEmployeeChanges',
  })
  @ApiParameters(ChangesQuery)
  @ApiOkResponse({ schema: openApiSchema(ChangesBody) })
  @Refuses({ 410: 'What changed since then cannot be told any more: begin again without `since`.' })
  changes(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ChangesQuery)) query: ChangesParameters,
  ): Promise<ChangesBody> {
    return this.#changes.since(readerOf(request).tenantId, query, goneOf(request));
  }

  @Get('count')
  @Needs('people:read')
  @ApiOperation({
    summary: 'How many employees there are, by department, title, manager or activity',
    description:
      'It looks at 10,000 people; where there are more, the numbers say "at least". Without the scope `directory:history` active people alone.',
    operationId: 'countEmployees',
  })
  @ApiParameters(CountQuery)
  @ApiOkResponse({ schema: openApiSchema(CountsBody) })
  async count(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query(parseQuery(CountQuery)) query: CountParameters,
  ): Promise<CountsBody | undefined> {
    const body = await this.#totals.by(readerOf(request).tenantId, countedFor(request, query), goneOf(request));
    return unlessKnown(request, reply, { body });
  }
}

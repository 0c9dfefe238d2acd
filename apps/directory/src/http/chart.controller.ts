import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type, type TProperties, type TSchema } from 'typebox';
import {
  ApiParameters,
  goneOf,
  Needs,
  NOT_FOUND,
  openApiSchema,
  pageSchema,
  parseQuery,
  readerOf,
  Refuses,
  type Page,
} from '#service';
import {
  ChartMembers,
  ChartNode,
  chartPerson,
  ChartQuery,
  EverybodyMembers,
  EverybodyQuery,
  FindingBody,
  FindingMembers,
  FindingQuery,
  type ChartParameters,
  type EverybodyParameters,
  type FindingParameters,
} from './chart-body.js';
import { Chart } from './chart.js';
import type { Charted, ChartPage, EverybodyPage } from './charted.js';
import { OF_WHOM, pageShownTo, seesLeavers } from './sight.js';

const REFUSED = {
  400: 'A parameter is missing, unknown or wrong.',
  404: 'Unknown or deleted.',
  503: 'It takes longer than a second, or what was is not folded yet; `detail` says what to ask instead.',
};

const page = (item: TSchema, more: TProperties): ReturnType<typeof openApiSchema> =>
  openApiSchema(Type.Object({ ...pageSchema(item).properties, ...more }));

/** The organisation as it is. */
@ApiTags('organisation')
@ApiBearerAuth()
@Refuses({ 401: 'No valid token for this API.' })
@Controller('org')
export class ChartController {
  readonly #chart: Chart;

  constructor(@Inject(Chart) chart: Chart) {
    this.#chart = chart;
  }

  @Get()
  @Needs('directory:read')
  @ApiOperation({
    summary: 'Levels of the organisation, from the top or below somebody',
    description:
      `Nearest first. At the top are those without a manager, the largest part first; below somebody people are in id order. ` +
      `Who reports to whom is of now, how many are below of \`placesAt\`. ${OF_WHOM}`,
    operationId: 'getChart',
  })
  @ApiParameters(ChartQuery)
  @ApiOkResponse({ schema: page(ChartNode, ChartMembers) })
  @Refuses(REFUSED)
  async org(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ChartQuery)) query: ChartParameters,
  ): Promise<Omit<ChartPage, 'items' | 'root'> & { items: ChartNode[]; root: ChartNode | null }> {
    const answer = await this.#chart.org(askerOf(request), query);
    const { root } = answer;
    const [shownRoot = null] = root === null ? [] : nodesShownTo(request, [root]);
    if (root !== null && shownRoot === null) throw NOT_FOUND;
    return { ...answer, items: nodesShownTo(request, answer.items), root: shownRoot };
  }

  @Get('below')
  @Needs('directory:read')
  @ApiOperation({
    summary: 'Everybody below somebody, a person and then all below, for teams of any size',
    description: `At \`placesAt\`. However long the walk takes, whoever stays in place is told once. ${OF_WHOM}`,
    operationId: 'listEverybody',
  })
  @ApiParameters(EverybodyQuery)
  @ApiOkResponse({ schema: page(ChartNode, EverybodyMembers) })
  @Refuses(REFUSED)
  async below(
    @Req() request: FastifyRequest,
    @Query(parseQuery(EverybodyQuery)) query: EverybodyParameters,
  ): Promise<Omit<EverybodyPage, 'items'> & { items: ChartNode[] }> {
    const onlyActive = !seesLeavers(request);
    const answer = await this.#chart.everybody({ ...askerOf(request), onlyActive }, query);
    return { ...answer, items: nodesShownTo(request, answer.items) };
  }

  @Get('findings')
  @Needs('directory:history')
  @ApiOperation({
    summary: 'Whose manager nobody knows, who is under a disabled manager, and circles of managers',
    description:
      'By `kind`. Orphans and circles are of `placesAt`; whose manager is known since is left out. Under a disabled manager are active ' +
      'people as they are now, by manager; such a page walks 500 managers, so it may be short, or empty, and have a `next` all the same.',
    operationId: 'listChartFindings',
  })
  @ApiParameters(FindingQuery)
  @ApiOkResponse({ schema: page(FindingBody, FindingMembers) })
  @Refuses(REFUSED)
  findings(
    @Req() request: FastifyRequest,
    @Query(parseQuery(FindingQuery)) query: FindingParameters,
  ): Promise<Page<FindingBody> & { readonly placesAt: string | null }> {
    return this.#chart.findings(askerOf(request), query);
  }
}

function askerOf(request: FastifyRequest): { readonly tenantId: string; readonly gone?: AbortSignal | undefined } {
  return { tenantId: readerOf(request).tenantId, gone: goneOf(request) };
}

/** Those whom whoever asks may see, as they may see them. */
function nodesShownTo(request: FastifyRequest, nodes: readonly Charted[]): ChartNode[] {
  const bodies = pageShownTo(request, { items: nodes.map(({ body }) => body), next: null }).items;
  const shown = new Map(bodies.map((body) => [body.id, body]));
  return nodes.flatMap(({ body: { id }, managerId, level, directs, everybody, more }) => {
    const body = shown.get(id);
    // A manager who has left is nobody to whoever may not see it.
    const isManagerShown = body?.manager !== null;
    return body === undefined
      ? []
      : [{ ...chartPerson(body), level, managerId: isManagerShown ? managerId : null, directs, everybody, more }];
  });
}

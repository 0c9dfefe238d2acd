import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import {
  ApiParameters,
  callerOf,
  goneOf,
  Needs,
  openApiSchema,
  PAGE,
  pageSchema,
  parseQuery,
  readerOf,
  type Page,
} from '#service';
import { Deliveries, STATUS } from './deliveries.js';
import { DeliveryView, masked, type Shown } from './delivery-view.js';
import { DIRECTORY_TOKEN, directoryTokenOf, type Reports } from './reports.js';

export const REPORTS = Symbol('REPORTS');

const MOST_PEOPLE = 100;

const AboutQuery = Type.Object({
  ...PAGE,
  about: Type.Array(Type.String({ format: 'uuid' }), {
    minItems: 1,
    maxItems: MOST_PEOPLE,
    description:
      'Ids of users, each given once more: `about=a&about=b`. Of who does not report to you there is nothing.',
  }),
  status: STATUS,
});

const ReportDelivery = Type.Object({
  ...DeliveryView.properties,
  personId: Type.String({ description: 'Whom the mail is about.' }),
});
type ReportDelivery = Shown & { readonly personId: string };

/** What somebody who looks after people sees of mails: those about their own. */
@Controller('deliveries')
@ApiBearerAuth()
@ApiResponse({ status: 401, description: 'No valid token for `rollcall:notifier` (application/problem+json).' })
export class ReportDeliveriesController {
  readonly #deliveries: Deliveries;
  readonly #reports: Reports;

  constructor(@Inject(Deliveries) deliveries: Deliveries, @Inject(REPORTS) reports: Reports) {
    this.#deliveries = deliveries;
    this.#reports = reports;
  }

  @Get('of-reports')
  @Needs('deliveries:reports')
  @ApiOperation({
    summary: 'The mails about people who report to you, directly or over others, newest first',
    description:
      'Who does, the directory says now, to your own token for it. Mails about one person alone; addresses are masked, and none can be sent again.',
    operationId: 'listReportDeliveries',
  })
  @ApiHeader({
    name: DIRECTORY_TOKEN,
    description: 'The same account’s token for the directory; the console brings it along.',
  })
  @ApiParameters(AboutQuery)
  @ApiResponse({ status: 200, description: 'A page.', schema: openApiSchema(pageSchema(ReportDelivery)) })
  @ApiResponse({ status: 400, description: 'A parameter is missing, unknown or wrong.' })
  @ApiResponse({ status: 403, description: 'The account is nobody’s among the employees.' })
  @ApiResponse({ status: 503, description: 'The directory cannot be asked.' })
  async list(
    @Req() request: FastifyRequest,
    @Query(parseQuery(AboutQuery)) { about, ...query }: Static<typeof AboutQuery>,
  ): Promise<Page<ReportDelivery>> {
    const token = directoryTokenOf(callerOf(request), request.headers[DIRECTORY_TOKEN]);
    const asked = [...new Set(about)];
    const people = [...(await this.#reports.among(token, asked))];
    if (people.length === 0) return { items: [], next: null };
    const { tenantId } = readerOf(request);
    const { items, next } = await this.#deliveries.ofPeople(tenantId, { people, ...query }, goneOf(request));
    return { items: items.map(({ personId, ...one }) => ({ ...masked(one), personId })), next };
  }
}

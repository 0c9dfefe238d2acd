import { Readable } from 'node:stream';
import { Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Change } from '#contracts';
import { decodeCursor, encodeCursor, Needs, NOT_FOUND, openApiSchema, pageOf, parseQuery, Problem } from '#service';
import { itemOf, remedyOf, type Item, type StoredRequest } from '../../activity/item.js';
import { provisioningSummaryOf } from '../../activity/provisioning-summary.js';
import { ActivityReader, type Page } from '../../activity/storage/activity-reader.js';
import type { StoredGroup } from '../../activity/storage/find-groups.js';
import {
  ActivityQuery,
  ExportQuery,
  filterOf,
  GroupsQuery,
  placeOf,
  PlaceSchema,
  type ActivityParameters,
  type ExportParameters,
  type GroupsParameters,
} from './activity-query.js';
import { ActivityPage, GroupList, ItemView, RequestView } from './activity-schema.js';
import { ActivityApi, Answers, askerOf, Asks } from './asked.js';
import { exportedFrom } from './exported.js';
import { ProvisioningList } from './provisioning-schema.js';
import { VALUES, type Values } from './values.js';

/** Operations of a bulk, and the request itself. */
const MOST_OF_REQUEST = 1_001;

/** What the tenant's connections sent, and what they were answered. */
@ActivityApi()
export class ActivityController {
  readonly #activity: ActivityReader;
  readonly #values: Values;

  constructor(@Inject(ActivityReader) activity: ActivityReader, @Inject(VALUES) values: Values) {
    this.#activity = activity;
    this.#values = values;
  }

  @Answers('activity', ActivityQuery, {
    summary: 'Requests, the newest first',
    operationId: 'listActivity',
    answer: ActivityPage,
  })
  async list(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ActivityQuery)) { limit, cursor, ...query }: ActivityParameters,
  ): Promise<object> {
    const page = newestAfter(cursor, limit);
    const { requests, gaps, since } = await this.#activity.find(askerOf(request), filterOf(query), page);
    const { shown, next } = pageOf(requests, { limit, place: placeOf });
    const places = await this.#values.placesOf(askerOf(request).tenantId, shown);
    return { items: shown.map((one) => itemOf(one, places(one))), next, gaps, since };
  }

  @Answers('activity/provisioning', ActivityQuery, {
    summary: 'Writes in the shape of Entra’s provisioning log, the newest first',
    operationId: 'listProvisioning',
    answer: ProvisioningList,
  })
  async provisioning(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ActivityQuery)) { limit, cursor, ...query }: ActivityParameters,
  ): Promise<object> {
    const asker = askerOf(request);
    const page = newestAfter(cursor, limit);
    const { requests } = await this.#activity.find(asker, { ...filterOf(query), isWrite: true }, page);
    const { shown, next } = pageOf(requests, { limit, place: placeOf });
    const values = await this.#values.of(asker.tenantId, shown);
    const whole = shown.slice(0, values.requests);
    const value = whole.map((one) => provisioningSummaryOf(asker.tenantId, itemOf(one), values.of(one)));
    const last = whole.length < shown.length ? whole.at(-1) : undefined;
    return { value, next: last === undefined ? next : encodeCursor(placeOf(last)) };
  }

  @Asks('activity.ndjson', ExportQuery, {
    summary: 'Everything that matches, oldest first, a request a line',
    description: 'One that cannot be finished breaks the connection: without its last chunk it is not complete.',
    operationId: 'exportActivity',
  })
  @ApiOkResponse({ content: { 'application/x-ndjson': { schema: openApiSchema(ItemView) } } })
  async export(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ExportQuery)) query: ExportParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const lines = exportedFrom({ activity: this.#activity, values: this.#values }, askerOf(request), filterOf(query));
    // The first page before the first byte: what fails here can still be answered as a problem.
    const first = await lines.next();
    const all = async function* (): AsyncGenerator<string> {
      if (first.done !== true) yield first.value;
      yield* lines;
    };
    await reply.type('application/x-ndjson; charset=utf-8').send(Readable.from(all(), { objectMode: false }));
  }

  @Answers('activity/groups', GroupsQuery, {
    summary: 'Errors by code and place, and which are mended',
    description: 'Of the last day unless `from` says otherwise.',
    operationId: 'groupActivity',
    answer: GroupList,
  })
  async groups(
    @Req() request: FastifyRequest,
    @Query(parseQuery(GroupsQuery)) query: GroupsParameters,
  ): Promise<object> {
    const groups = await this.#activity.groups(askerOf(request), filterOf(query));
    return { items: groups.map(groupOf) };
  }

  @Get('activity/:requestId')
  @Needs('activity:read')
  @ApiOperation({ summary: 'One request with the operations of its bulk', operationId: 'getActivity' })
  @ApiParam({ name: 'requestId', schema: { type: 'string' } })
  @ApiOkResponse({ schema: openApiSchema(RequestView) })
  async find(@Req() request: FastifyRequest, @Param('requestId') requestId: string): Promise<object> {
    if (!REQUEST_ID.test(requestId)) throw NO_ID;
    const page = { after: null, order: 'oldest', limit: MOST_OF_REQUEST } as const;
    const asker = askerOf(request);
    const { requests } = await this.#activity.find(asker, filterOf({ requestId }), page);
    const [own, ...operations] = inOrder(requests);
    if (own === undefined) throw NOT_FOUND;
    const values = (await this.#values.of(asker.tenantId, [own])).of(own) ?? null;
    const places = await this.#values.placesOf(asker.tenantId, requests);
    const shown = operations.map((one) => itemOf(one, places(one)));
    return { item: itemOf(own, places(own)), operations: shown, values } satisfies Found;
  }
}

function newestAfter(cursor: string | undefined, limit: number): Page {
  const after = cursor === undefined ? null : decodeCursor(PlaceSchema, cursor);
  return { after, order: 'newest', limit: limit + 1 };
}

interface Found {
  readonly item: Item;
  readonly operations: readonly Item[];
  readonly values: readonly Change[] | null;
}

const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:\d{1,6})?$/i;

const NO_ID = new Problem(
  400,
  'invalid-id',
  'The id of a request is a UUID, of an operation <request>:<index>, and this is neither; GET /activity lists them.',
);

function inOrder(requests: readonly StoredRequest[]): readonly StoredRequest[] {
  return requests.toSorted((one, other) => one.operation - other.operation);
}

function groupOf({ mendedAt, mendedBy, ...group }: StoredGroup): object {
  const mended = mendedAt === null ? null : { at: mendedAt, version: mendedBy };
  return { ...group, remedy: remedyOf(group.code), mended };
}

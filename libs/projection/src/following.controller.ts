import { applyDecorators, Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import type { Lags } from '#consumer';
import {
  ApiParameters,
  goneOf,
  Needs,
  openApiSchema,
  PAGE,
  pageSchema,
  parseQuery,
  readerOf,
  Refuses,
  type Page,
  type Permission,
} from '#service';
import { ParkedDesk, type OwnParked } from './parked-desk.js';

/** Where the lag is asked for. */
export interface Following {
  lags(): Promise<Lags | null>;
}
export const FOLLOWING = Symbol('FOLLOWING');

const text = Type.Union([Type.String(), Type.Null()]);
const events = Type.Integer({ minimum: 0, description: 'Events that are published and not applied.' });
const behindMs = {
  minimum: 0,
  description: 'For how long the oldest of these has been seen to wait, in milliseconds.',
};

const LagBody = Type.Object({
  asOf: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description:
      'What was published before this time is applied; null while Kafka or the database cannot be asked, and while it is ' +
      'not known since the process began.',
  }),
  behindMs: Type.Union([Type.Integer(behindMs), Type.Null()]),
  events: Type.Union([events, Type.Null()]),
  items: Type.Array(
    Type.Object({ topic: Type.String(), partition: Type.Integer(), events, behindMs: Type.Integer(behindMs) }),
    { description: 'By partition, of whatever process of the projection.' },
  ),
  next: Type.Null(),
});
type LagBody = Static<typeof LagBody>;

const OwnParkedBody = Type.Object({
  id: Type.String(),
  topic: Type.String(),
  partition: Type.Integer(),
  offset: Type.String(),
  eventId: text,
  eventType: text,
  resourceId: Type.String({ description: 'Of the user, the group, or what else it is about.' }),
  kind: Type.String({ description: 'poison, undecodable, waiting, gap, superseded or stopped.' }),
  because: Type.String({ description: 'Without personal data.' }),
  since: Type.String({ format: 'date-time' }),
});

const NONE = Type.Object({});
const ParkedQuery = Type.Object(PAGE);

function Lag(path: string, operationId: string, permission: Permission): MethodDecorator {
  return applyDecorators(
    Get(path),
    Needs(permission),
    ApiOperation({ summary: 'How far behind the topics this projection is', operationId }),
    ApiOkResponse({ schema: openApiSchema(LagBody) }),
  );
}

/** Whether everything that happened is shown here, for whoever reads it. */
@ApiBearerAuth()
@Refuses({ 400: 'A parameter is unknown or wrong.', 401: 'No valid token for this API.' })
@Controller()
export class FollowingController {
  readonly #desk: ParkedDesk;
  readonly #following: Following;

  constructor(@Inject(ParkedDesk) desk: ParkedDesk, @Inject(FOLLOWING) following: Following) {
    this.#desk = desk;
    this.#following = following;
  }

  @Lag('lag', 'getLag', 'lag:read')
  async lag(@Query(parseQuery(NONE)) _query: object): Promise<LagBody> {
    return lagBody(await this.#following.lags());
  }

  @Lag('admin/lag', 'getLagAsOperator', 'installation:read')
  async lagAsOperator(@Query(parseQuery(NONE)) _query: object): Promise<LagBody> {
    return lagBody(await this.#following.lags());
  }

  @Get('parked')
  @Needs('parked:read')
  @ApiOperation({
    summary: 'Events of the tenant that could not be applied and wait for an operator, oldest first',
    operationId: 'listOwnParked',
  })
  @ApiParameters(ParkedQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(OwnParkedBody)) })
  parked(
    @Req() request: FastifyRequest,
    @Query(parseQuery(ParkedQuery)) query: Static<typeof ParkedQuery>,
  ): Promise<Page<OwnParked>> {
    return this.#desk.listOf(readerOf(request).tenantId, query, goneOf(request));
  }
}

function lagBody(lags: Lags | null): LagBody {
  if (lags === null) return { asOf: null, behindMs: null, events: null, items: [], next: null };
  const items = lags.partitions.map(({ topic, partition, events: waiting, behindMs: behind }) => {
    return { topic, partition, events: waiting, behindMs: Math.round(behind) };
  });
  const most = Math.max(0, ...items.map((item) => item.behindMs));
  return {
    asOf: asOfAll(lags),
    behindMs: most,
    events: items.reduce((sum, item) => sum + item.events, 0),
    items,
    next: null,
  };
}

/** Where the least of all partitions stands. */
function asOfAll({ partitions }: Lags): string | null {
  const known = partitions.flatMap(({ upTo }) => upTo ?? []);
  return known.length < partitions.length || known.length === 0 ? null : new Date(Math.min(...known)).toISOString();
}

import { applyDecorators, Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import type { AcceptedGap, Released } from '#consumer';
import {
  actorOf,
  ApiParameters,
  Needs,
  openApiSchema,
  callerOf,
  PAGE,
  type Page,
  pageSchema,
  parseBody,
  parseQuery,
  Problem,
  Refuses,
} from '#service';
import { currentTraceparent } from '#telemetry';
import { ParkedDesk, type Deciding, type Told } from './parked-desk.js';

const text = Type.Union([Type.String(), Type.Null()]);

const Parked = Type.Object({
  id: Type.String(),
  topic: Type.String(),
  partition: Type.Integer(),
  offset: Type.String(),
  key: Type.String(),
  eventId: text,
  eventType: text,
  kind: Type.String({ description: 'poison, undecodable, waiting, gap, superseded, stopped or discarded.' }),
  because: Type.String({ description: 'Without personal data, unless `data` was asked for.' }),
  attempts: Type.Integer(),
  parkedAt: Type.String({ format: 'date-time' }),
  discardedAt: text,
  discardedBy: text,
  discardedWhy: text,
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  value: Type.Optional(text),
});

const Accepted = Type.Object({
  resource: Type.String(),
  topic: Type.String(),
  key: Type.String(),
  fromVersion: Type.Integer(),
  toVersion: Type.Integer(),
  eventId: Type.String(),
  acceptedAt: Type.String({ format: 'date-time' }),
  acceptedBy: Type.String(),
});

const flag = (description: string) =>
  Type.Union([Type.Literal('true'), Type.Literal('false')], { default: 'false', description });
const ListQuery = Type.Object({ ...PAGE, all: flag('What was discarded, too.') });
const AcceptedQuery = Type.Object(PAGE);
const ShowQuery = Type.Object({ data: flag('Its headers and value, which are personal data.') });

const words = { minLength: 1, maxLength: 1_000, pattern: '\\S' };
const who = Type.Optional(
  Type.String({
    ...words,
    description: 'Stays with the event; what the credential is called unless told, which is what the audit log names.',
  }),
);
const why = Type.String({ ...words, description: 'Stays with the event, and in the audit log.' });
const DecisionBody = Type.Object({ who, why }, { additionalProperties: false });

const ReleasedBody = Type.Object({
  applied: Type.Integer({ description: 'Events whose effect was applied, those that waited behind it included.' }),
  left: Type.Integer({ description: 'Events of its key that are still parked, this one included.' }),
  because: Type.Union([Type.String(), Type.Null()], { description: 'Why the first of these is.' }),
});

const EVENT = {
  name: 'event',
  schema: { type: 'string' },
  description: 'An id of the list, or `<topic>/<partition>/<offset>`.',
} as const;
const NOTHING = { 404: 'Nothing is parked there.' };

function Decision(verb: string, summary: string): MethodDecorator {
  return applyDecorators(
    Post(`parked/:event/${verb}`),
    Needs('parked:release'),
    HttpCode(200),
    ApiOperation({ summary, operationId: `${verb}Parked` }),
    ApiParam(EVENT),
    ApiBody({ schema: openApiSchema(DecisionBody) }),
    ApiOkResponse({ schema: openApiSchema(ReleasedBody) }),
    Refuses({
      403: 'The role of the process may not say what becomes of it: `npm run projection` may.',
      ...NOTHING,
      409: 'Not now, and why.',
    }),
  );
}

/** For whoever runs the installation, on the internal listener alone; behind the operator's door. */
@ApiBearerAuth()
@Refuses({ 401: 'Not the operator’s credential.' })
@Controller('admin')
export class ParkedController {
  readonly #desk: ParkedDesk;

  constructor(@Inject(ParkedDesk) desk: ParkedDesk) {
    this.#desk = desk;
  }

  @Get('parked')
  @Needs('installation:read')
  @ApiOperation({
    summary: 'What is set aside, oldest first; a page may be short and have a `next` all the same',
    operationId: 'listParked',
  })
  @ApiParameters(ListQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(Parked)) })
  list(@Query(parseQuery(ListQuery)) query: Static<typeof ListQuery>): Promise<Page<Told>> {
    return this.#desk.list({ ...query, all: query.all === 'true' });
  }

  @Get('accepted-gaps')
  @Needs('installation:read')
  @ApiOperation({
    summary: 'Gaps that were released: behind which version which event came, and who accepted it',
    operationId: 'listAcceptedGaps',
  })
  @ApiParameters(AcceptedQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(Accepted)) })
  accepted(@Query(parseQuery(AcceptedQuery)) query: Static<typeof AcceptedQuery>): Promise<Page<AcceptedGap>> {
    return this.#desk.accepted(query);
  }

  @Get('parked/:event')
  @Needs('installation:read')
  @ApiOperation({ summary: 'One of them', operationId: 'getParked' })
  @ApiParam(EVENT)
  @ApiParameters(ShowQuery)
  @ApiOkResponse({ schema: openApiSchema(Parked) })
  @Refuses(NOTHING)
  show(
    @Req() request: FastifyRequest,
    @Param('event') event: string,
    @Query(parseQuery(ShowQuery)) query: Static<typeof ShowQuery>,
  ): Promise<Told> {
    const withData = query.data === 'true';
    // Who operates the installation sees no person of a tenant.
    if (withData && callerOf(request).kind === 'account') throw NO_PERSON;
    return this.#desk.show(event, withData);
  }

  @Decision('release', 'Try it again; what waits behind it follows, and a gap is accepted')
  release(
    @Req() request: FastifyRequest,
    @Param('event') event: string,
    @Body(parseBody(DecisionBody)) body: Static<typeof DecisionBody>,
  ): Promise<Released> {
    return this.#desk.release(event, deciding(request, body));
  }

  @Decision('discard', 'Pass it over for good; who, when and why stay')
  discard(
    @Req() request: FastifyRequest,
    @Param('event') event: string,
    @Body(parseBody(DecisionBody)) body: Static<typeof DecisionBody>,
  ): Promise<Released> {
    return this.#desk.discard(event, deciding(request, body));
  }
}

const NO_PERSON = new Problem(
  403,
  'not-permitted',
  'What the event holds is personal data of a tenant, which an operator does not see: leave out data.',
);

function deciding(request: FastifyRequest, { who: said, why: reason }: Static<typeof DecisionBody>): Deciding {
  const { name } = callerOf(request);
  return {
    ...actorOf(request),
    requestId: request.id,
    traceparent: currentTraceparent(),
    reason,
    who: said ?? name ?? 'operator',
    // Whoever has a name cannot take another one in the audit log.
    name: name ?? said ?? 'operator',
  };
}

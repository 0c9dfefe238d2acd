import { Delete, Get, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiQuery } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { encodeCursor, Needs, openApiSchema, PAGE, parseQuery, Problem } from '#service';
import type { ShadowItems, ShadowReports } from '../../storage/shadow/shadow-reports.js';
import type { ShadowRefusal, ShadowStore } from '../../storage/shadow/shadow-store.js';
import type { Acting } from '../../tenants/admin-acted.js';
import type { ConnectionKey, Page } from '../../tenants/admin-store.js';
import type { Reissuer } from '../../tenants/projections.js';
import type { CountMails } from '../../tenants/shadow-mails.js';
import { askingElsewhere } from './asking-elsewhere.js';
import { Gives, GivesNothing, GivesPage, Refuses, Takes, TakesReason } from './openapi.js';
import { OfConnection } from './operators-api.js';
import { Asks, AtConnection, found, PagePipe, placeOf, Revoking, type Asked } from './requests.js';
import { DecideRequest, GoLiveRequest, KINDS, ShadowItemView, ShadowView } from './shadow-schemas.js';
import { REISSUER, SHADOW_MAILS, SHADOW_REPORTS, SHADOW_STORE } from './tokens.js';

const itemsQuery = parseQuery(Type.Object({ ...PAGE, kind: KINDS }));

/** What a connection that was made as a shadow would do, and that it does. */
@OfConnection('/shadow', 'tenant or connection, or it is no shadow')
export class AdminShadowController {
  readonly #reports: ShadowReports;
  readonly #store: ShadowStore;
  readonly #mails: CountMails;
  readonly #issuer: Reissuer;

  constructor(
    @Inject(SHADOW_REPORTS) reports: ShadowReports,
    @Inject(SHADOW_STORE) store: ShadowStore,
    @Inject(SHADOW_MAILS) mails: CountMails,
    @Inject(REISSUER) issuer: Reissuer,
  ) {
    this.#reports = reports;
    this.#store = store;
    this.#mails = mails;
    this.#issuer = issuer;
  }

  @Get()
  @Needs('overview:read')
  @ApiOperation({
    summary: 'What a shadow would do, counted, and how far it has gone live',
    operationId: 'getShadow',
  })
  @Gives(200, 'The report.', ShadowView)
  show(@Req() request: FastifyRequest, @AtConnection() connection: ConnectionKey): Promise<object> {
    return this.#view(request, connection);
  }

  @Get('items')
  @Needs('shadow:read')
  @ApiOperation({
    summary: 'Whom a shadow would do something to, with the paths that change',
    operationId: 'listShadowItems',
  })
  @ApiQuery({ name: 'kind', required: true, schema: openApiSchema(KINDS) })
  @GivesPage(ShadowItemView)
  async items(@Req() { query }: FastifyRequest, @AtConnection() connection: ConnectionKey): Promise<object> {
    const { kind, ...page } = itemsQuery.transform(query, { type: 'query' });
    const place = placeOf(page);
    return shown(found(await this.#reports.items(connection, kind, place)));
  }

  @Get('undecided')
  @Needs('shadow:read')
  @ApiOperation({
    summary: 'What waits for a decision while a shadow goes live: with what the shadow has, and what is',
    operationId: 'listUndecidedOfShadow',
  })
  @GivesPage(ShadowItemView)
  async undecided(@AtConnection() connection: ConnectionKey, @Query(PagePipe) page: Page): Promise<object> {
    return shown(found(await this.#reports.undecided(connection, page)));
  }

  @Post('go-live')
  @HttpCode(202)
  @Needs('shadow:decide')
  @ApiOperation({
    summary: 'Let a shadow go live',
    description:
      'Its differences are applied as ordinary writes of the connection, in the order of ids, under its brake; what has changed meanwhile ' +
      'waits for a decision. Until all is done SCIM of this connection is answered 503; then it is a connection as any other. Asked ' +
      'again, it is answered with how far it has come.',
    operationId: 'goLive',
  })
  @Takes(GoLiveRequest)
  @Gives(202, 'How far it has come.', ShadowView)
  async goLive(
    @Req() request: FastifyRequest,
    @AtConnection() connection: ConnectionKey,
    @Asks(GoLiveRequest) { acting }: Asked<typeof GoLiveRequest>,
  ): Promise<object> {
    found(await this.#store.goLive(connection, acting));
    return this.#view(request, connection);
  }

  @Post('decide')
  @HttpCode(200)
  @Needs('shadow:decide')
  @ApiOperation({
    summary: 'Decide what becomes of a resource that has changed meanwhile',
    operationId: 'decideShadow',
  })
  @Takes(DecideRequest)
  @Gives(200, 'How far it has come.', ShadowView)
  @Refuses({ 409: 'It does not wait for a decision, has changed again, or cannot become as the shadow has it.' })
  async decide(
    @Req() request: FastifyRequest,
    @AtConnection() connection: ConnectionKey,
    @Asks(DecideRequest) { wanted, acting }: Asked<typeof DecideRequest>,
  ): Promise<object> {
    const refusal = found(await this.#store.decide(connection, wanted, acting));
    if (refusal !== 'decided') throw refused(refusal);
    return this.#view(request, connection);
  }

  @Delete()
  @HttpCode(204)
  @Needs('settings:change')
  @ApiOperation({
    summary: 'Forget what a shadow has done',
    description:
      'It begins anew, over what is; the connection stays a shadow. Of one that goes live, what was applied stays so, and the rest is forgotten.',
    operationId: 'dropShadow',
  })
  @TakesReason()
  @GivesNothing()
  async drop(@AtConnection() connection: ConnectionKey, @Revoking() acting: Acting): Promise<void> {
    found(await this.#store.drop(connection, acting));
  }

  async #view(request: FastifyRequest, connection: ConnectionKey): Promise<object> {
    const report = found(await this.#reports.report(connection));
    const mails = await this.#mails(connection, report.startedAt, askingElsewhere(request, this.#issuer));
    return { ...report, mails };
  }
}

function shown({ items, isMore }: ShadowItems): object {
  const last = isMore ? items.at(-1) : undefined;
  return { items, next: last === undefined ? null : encodeCursor(last.id) };
}

function refused(refusal: ShadowRefusal): Problem {
  const detail = {
    'not-waiting': 'Nothing of this id waits for a decision: list what does.',
    'moved-again': 'It has changed again since it was shown: look at it as it is now, and decide then.',
    'is-gone': 'It was deleted, and its id is never used again: take what is live; the provider makes a new one.',
  }[refusal];
  return new Problem(409, refusal, detail);
}

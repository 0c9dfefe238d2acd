import { Body, Get, Inject, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { parseBody, Problem } from '#service';
import type { AdminStore, Page } from '../../tenants/admin-store.js';
import { brakeAfter, DEFAULT_BRAKE } from '../../tenants/brake.js';
import { DEFAULT_SETTINGS, type RateLimit } from '../../tenants/connection.js';
import { changeMethods, DEFAULT_METHODS } from '../../tenants/methods.js';
import { ConnectionPatch, ConnectionView, NewConnection } from './connection-schemas.js';
import { connectionView } from './credential-view.js';
import { Gives, GivesPage, HasId, Refuses, Takes } from './openapi.js';
import { OfTenant } from './operators-api.js';
import { actingOf, found, IdPipe, PagePipe, pageOf } from './requests.js';
import { ADMIN_STORE, TOKEN_URL } from './tokens.js';

@OfTenant('connections', 'connection')
export class AdminConnectionsController {
  readonly #store: AdminStore;
  readonly #tokenUrl: string;

  constructor(@Inject(ADMIN_STORE) store: AdminStore, @Inject(TOKEN_URL) tokenUrl: string) {
    this.#store = store;
    this.#tokenUrl = tokenUrl;
  }

  @Post()
  @ApiOperation({ summary: 'Create a connection of an identity provider', operationId: 'createConnection' })
  @Takes(NewConnection)
  @Gives(201, 'The connection.', ConnectionView)
  @Refuses({ 400: 'The body does not match.' })
  async create(
    @Req() request: FastifyRequest,
    @Param('tenantId', IdPipe) tenantId: string,
    @Body(parseBody(NewConnection)) body: Static<typeof NewConnection>,
  ): Promise<object> {
    const { reason, ...wanted } = body;
    assertBurst(wanted.rateLimit);
    const methods = changeMethods(DEFAULT_METHODS, wanted.methods);
    const brake = brakeAfter(DEFAULT_BRAKE, wanted.brake);
    const settings = { ...DEFAULT_SETTINGS, ...wanted, methods, brake };
    const made = found(await this.#store.createConnection(tenantId, settings, actingOf(request, reason)));
    return connectionView(made, this.#tokenUrl);
  }

  @Patch(':connectionId')
  @ApiOperation({
    summary: 'Change the settings of a connection',
    description:
      'They hold from five seconds later, in every process. A method that is turned off ends its access tokens.',
    operationId: 'changeConnection',
  })
  @HasId('connectionId')
  @Takes(ConnectionPatch)
  @Gives(200, 'The connection after the change.', ConnectionView)
  @Refuses({ 400: 'The body does not match.' })
  async change(
    @Req() request: FastifyRequest,
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('connectionId', IdPipe) id: string,
    @Body(parseBody(ConnectionPatch)) { reason, ...patch }: Static<typeof ConnectionPatch>,
  ): Promise<object> {
    assertBurst(patch.rateLimit);
    const changed = found(await this.#store.changeConnection({ tenantId, id }, patch, actingOf(request, reason)));
    return connectionView(changed, this.#tokenUrl);
  }

  @Get(':connectionId')
  @ApiOperation({ summary: 'Show a connection', operationId: 'getConnection' })
  @HasId('connectionId')
  @Gives(200, 'The connection.', ConnectionView)
  async show(@Param('tenantId', IdPipe) tenantId: string, @Param('connectionId', IdPipe) id: string): Promise<object> {
    return connectionView(found(await this.#store.connection(tenantId, id)), this.#tokenUrl);
  }

  @Get()
  @ApiOperation({ summary: 'List connections', operationId: 'listConnections' })
  @GivesPage(ConnectionView)
  async list(@Param('tenantId', IdPipe) tenantId: string, @Query(PagePipe) page: Page): Promise<object> {
    const connections = await this.#store.connections(tenantId, page);
    return pageOf(connections, page, (connection) => connectionView(connection, this.#tokenUrl));
  }
}

/** A burst below a second's worth would make the rate unreachable. */
function assertBurst(rateLimit: RateLimit | null | undefined): void {
  if (rateLimit === null || rateLimit === undefined || rateLimit.burst >= rateLimit.perSecond) return;
  throw new Problem(
    400,
    'invalid-body',
    'rateLimit.burst: is below perSecond, which could not be reached so; send at least as many.',
    { member: 'rateLimit' },
  );
}

import { Body, Delete, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiQuery } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { openApiSchema, parseBody, Problem } from '#service';
import type { LifeStore } from '../../storage/admin-life-store.js';
import type { Acting } from '../../tenants/admin-acted.js';
import { ConnectionView } from './connection-schemas.js';
import { connectionView } from './credential-view.js';
import { PauseRequest, RemovalQuery } from './life-schemas.js';
import { Gives, GivesNothing, HasId, Refuses, Takes } from './openapi.js';
import { OperatorsApi } from './operators-api.js';
import { actingOf, found, IdPipe, Removing } from './requests.js';
import { LIFE_STORE, TOKEN_URL } from './tokens.js';

/** A connection is paused and resumed, and removed. */
@HasId('tenantId')
@HasId('connectionId')
@Refuses({ 404: 'There is no such tenant or connection.' })
@OperatorsApi('connections', 'admin/tenants/:tenantId/connections/:connectionId')
export class AdminLifeController {
  readonly #lives: LifeStore;
  readonly #tokenUrl: string;

  constructor(@Inject(LIFE_STORE) lives: LifeStore, @Inject(TOKEN_URL) tokenUrl: string) {
    this.#lives = lives;
    this.#tokenUrl = tokenUrl;
  }

  @Post('pause')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Pause a connection: each of its SCIM requests is answered 503',
    description:
      'From five seconds later, in every process, until it is resumed. Pause the provider, too: it goes on asking, and may ' +
      'put its job into quarantine.',
    operationId: 'pauseConnection',
  })
  @Takes(PauseRequest)
  @Gives(200, 'The connection.', ConnectionView)
  @Refuses({ 400: 'The body does not match.' })
  async pause(
    @Req() request: FastifyRequest,
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('connectionId', IdPipe) id: string,
    @Body(parseBody(PauseRequest)) { reason }: Static<typeof PauseRequest>,
  ): Promise<object> {
    return connectionView(found(await this.#lives.pause({ tenantId, id }, actingOf(request, reason))), this.#tokenUrl);
  }

  @Post('resume')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Resume a connection',
    description: 'From five seconds later, in every process.',
    operationId: 'resumeConnection',
  })
  @Takes(PauseRequest)
  @Gives(200, 'The connection.', ConnectionView)
  @Refuses({ 400: 'The body does not match.' })
  async resume(
    @Req() request: FastifyRequest,
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('connectionId', IdPipe) id: string,
    @Body(parseBody(PauseRequest)) { reason }: Static<typeof PauseRequest>,
  ): Promise<object> {
    return connectionView(found(await this.#lives.resume({ tenantId, id }, actingOf(request, reason))), this.#tokenUrl);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove a connection that is paused',
    description:
      'Its credentials and tokens end for good. Its people stay, and are matched by any other connection of the tenant; ' +
      'events and the audit log go on naming it.',
    operationId: 'removeConnection',
  })
  @ApiQuery({ name: 'reason', required: true, schema: openApiSchema(RemovalQuery.properties.reason) })
  @GivesNothing()
  @Refuses({ 400: 'There is no reason.', 409: 'It is not paused.' })
  async remove(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('connectionId', IdPipe) id: string,
    @Removing() acting: Acting,
  ): Promise<void> {
    if (found(await this.#lives.remove({ tenantId, id }, acting)) === 'removed') return;
    throw new Problem(
      409,
      'not-paused',
      'Only a connection that is paused is removed: pause it, here and at the provider.',
    );
  }
}

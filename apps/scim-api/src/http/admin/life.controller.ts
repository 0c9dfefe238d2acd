import { Delete, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiQuery } from '@nestjs/swagger';
import { Needs, openApiSchema, Problem } from '#service';
import type { LifeStore } from '../../storage/admin-life-store.js';
import type { Acting } from '../../tenants/admin-acted.js';
import type { ConnectionKey } from '../../tenants/admin-store.js';
import { ConnectionView } from './connection-schemas.js';
import { connectionView } from './credential-view.js';
import { PauseRequest, RemovalQuery } from './life-schemas.js';
import { Gives, GivesNothing, Refuses, Takes } from './openapi.js';
import { OfConnection } from './operators-api.js';
import { Asks, AtConnection, found, Removing, type Asked } from './requests.js';
import { LIFE_STORE, TOKEN_URL } from './tokens.js';

/** A connection is paused and resumed, and removed. */
@OfConnection('')
export class AdminLifeController {
  readonly #lives: LifeStore;
  readonly #tokenUrl: string;

  constructor(@Inject(LIFE_STORE) lives: LifeStore, @Inject(TOKEN_URL) tokenUrl: string) {
    this.#lives = lives;
    this.#tokenUrl = tokenUrl;
  }

  @Post('pause')
  @HttpCode(200)
  @Needs('settings:change')
  @ApiOperation({
    summary: 'Pause a connection: each of its SCIM requests is answered 503',
    description:
      'From five seconds later, in every process, until it is resumed. Pause the provider, too: it goes on asking, and may ' +
      'put its job into quarantine.',
    operationId: 'pauseConnection',
  })
  @Takes(PauseRequest)
  @Gives(200, 'The connection.', ConnectionView)
  async pause(
    @AtConnection() connection: ConnectionKey,
    @Asks(PauseRequest) { acting }: Asked<typeof PauseRequest>,
  ): Promise<object> {
    return connectionView(found(await this.#lives.pause(connection, acting)), this.#tokenUrl);
  }

  @Post('resume')
  @HttpCode(200)
  @Needs('settings:change')
  @ApiOperation({
    summary: 'Resume a connection',
    description: 'From five seconds later, in every process.',
    operationId: 'resumeConnection',
  })
  @Takes(PauseRequest)
  @Gives(200, 'The connection.', ConnectionView)
  async resume(
    @AtConnection() connection: ConnectionKey,
    @Asks(PauseRequest) { acting }: Asked<typeof PauseRequest>,
  ): Promise<object> {
    return connectionView(found(await this.#lives.resume(connection, acting)), this.#tokenUrl);
  }

  @Delete()
  @HttpCode(204)
  @Needs('settings:change')
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
  async remove(@AtConnection() connection: ConnectionKey, @Removing() acting: Acting): Promise<void> {
    if (found(await this.#lives.remove(connection, acting)) === 'removed') return;
    throw new Problem(
      409,
      'not-paused',
      'Only a connection that is paused is removed: pause it, here and at the provider.',
    );
  }
}

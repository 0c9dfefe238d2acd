import { Body, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { NOT_FOUND, parseBody, Problem } from '#service';
import type { Acting } from '../../tenants/admin-acted.js';
import type { AdminStore, Page } from '../../tenants/admin-store.js';
import { DEFAULT_SETTINGS, type Connection, type RateLimit } from '../../tenants/connection.js';
import { MAX_VALID_CREDENTIALS, type CredentialRefusal } from '../../tenants/credential.js';
import { Gives, GivesNothing, GivesPage, HasId, Refuses, Takes, TakesReason } from './openapi.js';
import { OfTenant } from './operators-api.js';
import { actingOf, found, IdPipe, PagePipe, pageOf, Revoking } from './requests.js';
import {
  ConnectionPatch,
  ConnectionView,
  CredentialView,
  IssuedCredential,
  NewConnection,
  NewCredential,
} from './schemas.js';
import { ADMIN_STORE } from './tokens.js';

@OfTenant('connections', 'connection')
export class AdminConnectionsController {
  readonly #store: AdminStore;

  constructor(@Inject(ADMIN_STORE) store: AdminStore) {
    this.#store = store;
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
  ): Promise<Connection> {
    const { reason, ...settings } = body;
    assertBurst(settings.rateLimit);
    const made = { ...DEFAULT_SETTINGS, ...settings };
    return found(await this.#store.createConnection(tenantId, made, actingOf(request, reason)));
  }

  @Patch(':connectionId')
  @ApiOperation({
    summary: 'Change the settings of a connection',
    description: 'They hold from five seconds later, in every process.',
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
  ): Promise<Connection> {
    assertBurst(patch.rateLimit);
    return found(await this.#store.changeConnection({ tenantId, id }, patch, actingOf(request, reason)));
  }

  @Get(':connectionId')
  @ApiOperation({ summary: 'Show a connection', operationId: 'getConnection' })
  @HasId('connectionId')
  @Gives(200, 'The connection.', ConnectionView)
  async show(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('connectionId', IdPipe) id: string,
  ): Promise<Connection> {
    return found(await this.#store.connection(tenantId, id));
  }

  @Get()
  @ApiOperation({ summary: 'List connections', operationId: 'listConnections' })
  @GivesPage(ConnectionView)
  async list(@Param('tenantId', IdPipe) tenantId: string, @Query(PagePipe) page: Page): Promise<object> {
    return pageOf(await this.#store.connections(tenantId, page), page, (connection) => connection);
  }

  @Post(':connectionId/credentials')
  @ApiOperation({ summary: 'Issue a SCIM token; two may be valid at a time', operationId: 'issueCredential' })
  @HasId('connectionId')
  @Takes(NewCredential)
  @Gives(201, 'The credential with its token.', IssuedCredential)
  @Refuses({ 400: 'The body does not match.', 409: 'Two are valid already; `retire` is the id of the older one.' })
  async issue(
    @Req() request: FastifyRequest,
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('connectionId', IdPipe) connectionId: string,
    @Body(parseBody(NewCredential)) body: Static<typeof NewCredential>,
  ): Promise<object> {
    const expiresAt = body.expiresAt == null ? null : new Date(body.expiresAt);
    const input = { tenantId, connectionId, expiresAt };
    const issued = found(await this.#store.issueCredential(input, actingOf(request, body.reason)));
    if ('code' in issued) throw refusalOf(issued);
    const { secret: token, ...credential } = issued;
    return { ...credential, token };
  }

  @Get(':connectionId/credentials')
  @ApiOperation({ summary: 'List credentials, without their tokens', operationId: 'listCredentials' })
  @HasId('connectionId')
  @GivesPage(CredentialView)
  async credentials(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('connectionId', IdPipe) connectionId: string,
    @Query(PagePipe) page: Page,
  ): Promise<object> {
    return pageOf(await this.#store.credentials(tenantId, connectionId, page), page, (credential) => credential);
  }

  @Delete(':connectionId/credentials/:credentialId')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke a credential',
    description: 'It is refused from five seconds later, by every process.',
    operationId: 'revokeCredential',
  })
  @TakesReason()
  @HasId('connectionId')
  @HasId('credentialId')
  @GivesNothing()
  async revoke(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('connectionId', IdPipe) connectionId: string,
    @Param('credentialId', IdPipe) id: string,
    @Revoking() acting: Acting,
  ): Promise<void> {
    const where = { tenantId, connectionId, id };
    if (!(await this.#store.revokeCredential(where, acting))) throw NOT_FOUND;
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

function refusalOf(refusal: CredentialRefusal): Problem {
  switch (refusal.code) {
    case 'expiry-in-the-past':
      return new Problem(400, refusal.code, 'expiresAt must be in the future.', { member: 'expiresAt' });
    case 'too-many-credentials': {
      const detail = `${MAX_VALID_CREDENTIALS} credentials are valid: revoke ${refusal.retire}, the older one, first.`;
      return new Problem(409, refusal.code, detail, { retire: refusal.retire });
    }
  }
}

import { Body, Get, Inject, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { assertFreshSignIn, assertMay, callerOf, Needs, parseBody, Problem, type EntraClouds } from '#service';
import type { AdminStore, ConnectionOutcome, Page } from '../../tenants/admin-store.js';
import { brakeAfter, DEFAULT_BRAKE } from '../../tenants/brake.js';
import {
  DEFAULT_SETTINGS,
  MAX_CONNECTIONS_OF_TENANT,
  type Connection,
  type ConnectionRefusal,
  type RateLimit,
} from '../../tenants/connection.js';
import { addressesFault, MAX_ADDRESSES_OF_TENANT } from '../../tenants/notification-addresses.js';
import { federationOf, type Federation } from '../../tenants/federation.js';
import { changeMethods, DEFAULT_METHODS } from '../../tenants/methods.js';
import { ConnectionPatch, ConnectionView, NewConnection } from './connection-schemas.js';
import { connectionView } from './credential-view.js';
import { Gives, GivesPage, HasId, Refuses, Takes } from './openapi.js';
import { OfTenant } from './operators-api.js';
import { actingOf, found, IdPipe, PagePipe, pageOf } from './requests.js';
import { ADMIN_STORE, ENTRA_CLOUDS, TOKEN_URL } from './tokens.js';

@OfTenant('connections', 'connection')
export class AdminConnectionsController {
  readonly #store: AdminStore;
  readonly #tokenUrl: string;
  readonly #clouds: EntraClouds;

  constructor(
    @Inject(ADMIN_STORE) store: AdminStore,
    @Inject(TOKEN_URL) tokenUrl: string,
    @Inject(ENTRA_CLOUDS) clouds: EntraClouds,
  ) {
    this.#clouds = clouds;
    this.#store = store;
    this.#tokenUrl = tokenUrl;
  }

  @Post()
  @Needs('settings:change')
  @ApiOperation({ summary: 'Create a connection of an identity provider', operationId: 'createConnection' })
  @Takes(NewConnection)
  @Gives(201, 'The connection.', ConnectionView)
  @Refuses({ 409: `The tenant has ${MAX_CONNECTIONS_OF_TENANT}, or what another connection has alone is asked for.` })
  async create(
    @Req() request: FastifyRequest,
    @Param('tenantId', IdPipe) tenantId: string,
    @Body(parseBody(NewConnection)) body: Static<typeof NewConnection>,
  ): Promise<object> {
    const { reason, ...wanted } = body;
    assertMayOpen(request, wanted);
    this.#assertSettings(wanted);
    const methods = changeMethods(DEFAULT_METHODS, wanted.methods);
    const brake = brakeAfter(DEFAULT_BRAKE, wanted.brake);
    const federation = wanted.federation == null ? null : federationOf(wanted.federation);
    const settings = { ...DEFAULT_SETTINGS, ...wanted, methods, brake, federation };
    const made = settled(await this.#store.createConnection(tenantId, settings, actingOf(request, reason)));
    return connectionView(made, this.#tokenUrl);
  }

  @Patch(':connectionId')
  @Needs('settings:change')
  @ApiOperation({
    summary: 'Change the settings of a connection',
    description:
      'They hold from five seconds later, in every process. A method that is turned off ends its access tokens. `methods`, `federation` and ' +
      '`brake` are changed within five minutes of a sign-in, `brake` by whoever may release it.',
    operationId: 'changeConnection',
  })
  @HasId('connectionId')
  @Takes(ConnectionPatch)
  @Gives(200, 'The connection after the change.', ConnectionView)
  async change(
    @Req() request: FastifyRequest,
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('connectionId', IdPipe) id: string,
    @Body(parseBody(ConnectionPatch)) { reason, ...patch }: Static<typeof ConnectionPatch>,
  ): Promise<object> {
    assertMayOpen(request, patch);
    assertMayLift(request, patch);
    this.#assertSettings(patch);
    const changed = settled(await this.#store.changeConnection({ tenantId, id }, patch, actingOf(request, reason)));
    return connectionView(changed, this.#tokenUrl);
  }

  @Get(':connectionId')
  @Needs('settings:read')
  @ApiOperation({ summary: 'Show a connection', operationId: 'getConnection' })
  @HasId('connectionId')
  @Gives(200, 'The connection.', ConnectionView)
  async show(@Param('tenantId', IdPipe) tenantId: string, @Param('connectionId', IdPipe) id: string): Promise<object> {
    return connectionView(found(await this.#store.connection(tenantId, id)), this.#tokenUrl);
  }

  @Get()
  @Needs('settings:read')
  @ApiOperation({ summary: 'List connections', operationId: 'listConnections' })
  @GivesPage(ConnectionView)
  async list(@Param('tenantId', IdPipe) tenantId: string, @Query(PagePipe) page: Page): Promise<object> {
    const connections = await this.#store.connections(tenantId, page);
    return pageOf(connections, page, (connection) => connectionView(connection, this.#tokenUrl));
  }

  #assertSettings({ rateLimit, federation, notificationAddresses }: Asked): void {
    assertBurst(rateLimit);
    assertAddresses(notificationAddresses ?? []);
    const { served } = this.#clouds;
    if (federation == null || this.#clouds.isServed(federation.cloud)) return;
    const detail = `federation.cloud: this installation serves ${served.join(', ')}; its operator says so by ENTRA_CLOUDS.`;
    throw new Problem(400, 'cloud-not-served', detail, { member: 'federation.cloud' });
  }
}

interface Asked {
  readonly rateLimit?: RateLimit | null;
  readonly federation?: Federation | null;
  readonly notificationAddresses?: readonly string[];
}

/** By which of an identity provider's words somebody comes in: as a credential, it is given soon after a sign-in. */
function assertMayOpen(request: FastifyRequest, { methods, federation, rateLimit }: Opening): void {
  if (methods !== undefined || federation !== undefined) assertFreshSignIn(request);
  // What a tenant may take from the others is given to it.
  if (rateLimit !== undefined) assertMay(callerOf(request), 'installation:change');
}

/** What a brake holds goes on where it is turned off, tells or lets more through: as where it is released. */
function assertMayLift(request: FastifyRequest, { brake }: { readonly brake?: unknown }): void {
  if (brake === undefined) return;
  assertMay(callerOf(request), 'brake:lift');
  assertFreshSignIn(request);
}

interface Opening {
  readonly methods?: unknown;
  readonly federation?: unknown;
  readonly rateLimit?: unknown;
}

function settled(outcome: ConnectionOutcome): Connection {
  const connection = found(outcome);
  if (!('code' in connection)) return connection;
  const { status, detail, member } = REFUSED[connection.code];
  throw new Problem(status, connection.code, detail, member === undefined ? {} : { member });
}

const REFUSED: Readonly<Record<ConnectionRefusal['code'], Refused>> = {
  'federation-missing': {
    status: 400,
    detail:
      'The methods federated and entraToken need federation: cloud, tenantId, subject and audience; send it, or turn them off.',
    member: 'federation',
  },
  'entra-tenant-taken': {
    status: 409,
    detail: 'Another connection takes that tenant’s own tokens: turn entraToken off there, or use federated here.',
    member: 'federation',
  },
  'too-many-connections': {
    status: 409,
    detail: `The tenant has ${MAX_CONNECTIONS_OF_TENANT} connections: pause one that no provider uses, and remove it first.`,
  },
  'shadow-taken': {
    status: 409,
    detail: 'Another connection of the tenant is a shadow: let it go live, or remove it first.',
    member: 'shadow',
  },
  'too-many-addresses': {
    status: 409,
    detail: `The connections of a tenant have at most ${MAX_ADDRESSES_OF_TENANT} notification addresses together: take some away, or name a mailbox that several people read.`,
    member: 'notificationAddresses',
  },
};

interface Refused {
  readonly status: number;
  readonly detail: string;
  readonly member?: string;
}

function assertAddresses(addresses: readonly string[]): void {
  const fault = addressesFault(addresses);
  if (fault === null) return;
  throw new Problem(400, 'invalid-address', `notificationAddresses${fault}.`, { member: 'notificationAddresses' });
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

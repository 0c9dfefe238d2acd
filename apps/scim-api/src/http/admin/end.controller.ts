import { Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Needs, NOT_FOUND, Problem } from '#service';
import type { EndStore } from '../../storage/admin-end-store.js';
import type { EndReports } from '../../storage/end-reports.js';
import type { Acting } from '../../tenants/admin-acted.js';
import type { TenantEnd } from '../../tenants/tenant-end.js';
import { askingElsewhere } from './asking-elsewhere.js';
import { EndRequest, EndView } from './end-schemas.js';
import { Gives, GivesNothing, HasId, Refuses, Takes, TakesReason } from './openapi.js';
import { OperatorsApi } from './operators-api.js';
import { Asks, found, IdPipe, Revoking, type Asked } from './requests.js';
import type { Reissuer } from '../../tenants/projections.js';
import { END_REPORTS, END_STORE, REISSUER } from './tokens.js';

@HasId('tenantId')
@OperatorsApi('tenants', 'admin/tenants/:tenantId/end')
export class AdminEndController {
  readonly #store: EndStore;
  readonly #reports: EndReports;

  readonly #issuer: Reissuer;

  constructor(
    @Inject(END_STORE) store: EndStore,
    @Inject(END_REPORTS) reports: EndReports,
    @Inject(REISSUER) issuer: Reissuer,
  ) {
    this.#issuer = issuer;
    this.#store = store;
    this.#reports = reports;
  }

  @Post()
  @HttpCode(202)
  @Needs('tenants:end')
  @ApiOperation({
    summary: 'End a tenant that is suspended',
    description:
      'Seven days later it is unknown, and every service removes what it has of it. Until then it can be cancelled. Export it first.',
    operationId: 'endTenant',
  })
  @Takes(EndRequest)
  @Gives(202, 'When it comes.', EndView)
  @Refuses({ 404: 'There is no such tenant.', 409: 'It is not suspended, or is called otherwise.' })
  async end(
    @Req() request: FastifyRequest,
    @Param('tenantId', IdPipe) id: string,
    @Asks(EndRequest) { wanted, acting }: Asked<typeof EndRequest>,
  ): Promise<object> {
    const asked = found(await this.#store.ask(id, { name: wanted.name, reason: acting.reason ?? '' }, acting));
    if (typeof asked === 'string') throw REFUSALS[asked];
    return this.#view(asked, request);
  }

  @Delete()
  @HttpCode(204)
  @Needs('installation:change')
  @ApiOperation({ summary: 'Cancel the end of a tenant before it comes', operationId: 'cancelEndOfTenant' })
  @TakesReason()
  @GivesNothing()
  @Refuses({ 404: 'No end was asked for, or it has come.' })
  async cancel(@Param('tenantId', IdPipe) id: string, @Revoking() acting: Acting): Promise<void> {
    if (!(await this.#store.cancel(id, acting))) throw NOT_FOUND;
  }

  @Get()
  @Needs('installation:read')
  @ApiOperation({
    summary: 'What became of the end of a tenant',
    description: 'The projections are asked with the credential that asks here.',
    operationId: 'getEndOfTenant',
  })
  @Gives(200, 'The end.', EndView)
  @Refuses({ 404: 'No end was asked for.' })
  async show(@Req() request: FastifyRequest, @Param('tenantId', IdPipe) id: string): Promise<object> {
    return this.#view(found(await this.#store.find(id)), request);
  }

  async #view(end: TenantEnd, request: FastifyRequest): Promise<object> {
    const { actor, settingsVersion: _version, ...shown } = end;
    const by = actor.name;
    if (end.endedAt === null) return { ...shown, by, state: 'asked', databases: [], remaining: null };
    const { databases, remaining } = await this.#reports.of(end, askingElsewhere(request, this.#issuer));
    const isRemoved = databases.every(({ state }) => state === 'removed');
    return { ...shown, by, state: isRemoved ? 'removed' : 'ended', databases, remaining };
  }
}

const REFUSALS = {
  'not-suspended': new Problem(409, 'not-suspended', 'Suspend the tenant first, and export what is to be kept.'),
  'other-name': new Problem(
    409,
    'other-name',
    'This is not the name of the tenant: send its name as it stands there.',
    {
      member: 'name',
    },
  ),
};

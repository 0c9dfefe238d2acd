import { Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Needs, NOT_FOUND, Problem } from '#service';
import { GrantStore } from '../../storage/grant-store.js';
import type { Acting } from '../../tenants/admin-acted.js';
import type { Page } from '../../tenants/admin-store.js';
import { MOST_GRANTS } from '../../tenants/grant.js';
import { GrantView, NewGrant, OpenGrantView } from './grant-schemas.js';
import { Gives, GivesNothing, GivesPage, HasId, Refuses, Takes, TakesReason } from './openapi.js';
import { OfTenant, OperatorsApi } from './operators-api.js';
import { Asks, found, IdPipe, PagePipe, pageOf, Revoking, type Asked } from './requests.js';

const TOO_MANY = new Problem(
  409,
  'too-many-grants',
  `The tenant has ${MOST_GRANTS} grants that hold; take one back first, or wait until one ends.`,
);

@OfTenant('grants', 'grant')
export class AdminGrantsController {
  readonly #store: GrantStore;

  constructor(@Inject(GrantStore) store: GrantStore) {
    this.#store = store;
  }

  @Post()
  @Needs('grants:change')
  @ApiOperation({
    summary: 'Let the operators of the installation look, for hours',
    description:
      'They read people, activity and audit log of the tenant, and change nothing; each read is an entry of the tenant’s audit log.',
    operationId: 'createGrant',
  })
  @Takes(NewGrant)
  @Gives(201, 'The grant.', GrantView)
  @Refuses({ 409: 'Too many hold.' })
  async create(
    @Param('tenantId', IdPipe) tenantId: string,
    @Asks(NewGrant) { wanted, acting }: Asked<typeof NewGrant>,
  ): Promise<object> {
    const { hours } = wanted;
    const made = found(await this.#store.issue(tenantId, { hours, reason: acting.reason ?? '' }, acting));
    if (made === 'too-many') throw TOO_MANY;
    return made;
  }

  @Get()
  @Needs('settings:read')
  @ApiOperation({ summary: 'List grants, those that have ended too', operationId: 'listGrants' })
  @GivesPage(GrantView)
  async list(@Param('tenantId', IdPipe) tenantId: string, @Query(PagePipe) page: Page): Promise<object> {
    return pageOf(found(await this.#store.list(tenantId, page)), page, (grant) => grant);
  }

  @Delete(':grantId')
  @HttpCode(204)
  @Needs('grants:change')
  @ApiOperation({
    summary: 'Take a grant back before it ends',
    description:
      'No token is given by it any more, and those that were are refused within a minute, which is as long as they live.',
    operationId: 'revokeGrant',
  })
  @HasId('grantId')
  @TakesReason()
  @GivesNothing()
  async revoke(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('grantId', IdPipe) id: string,
    @Revoking() acting: Acting,
  ): Promise<void> {
    if (!(await this.#store.revoke({ tenantId, id }, acting))) throw NOT_FOUND;
  }
}

/** For operators: whom they may look at. */
@OperatorsApi('grants', 'admin/grants')
export class AdminOpenGrantsController {
  readonly #store: GrantStore;

  constructor(@Inject(GrantStore) store: GrantStore) {
    this.#store = store;
  }

  @Get()
  @Needs('installation:read')
  @ApiOperation({ summary: 'List the grants of all tenants that hold', operationId: 'listOpenGrants' })
  @GivesPage(OpenGrantView)
  async list(@Query(PagePipe) page: Page): Promise<object> {
    return pageOf(await this.#store.open(page), page, (grant) => grant);
  }
}

import { Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Needs, Problem } from '#service';
import type { AdminStore, Page } from '../../tenants/admin-store.js';
import { addressRefusal, type AddressRefusal } from '../../tenants/notification-address.js';
import type { Tenant } from '../../tenants/tenant.js';
import { Gives, GivesPage, HasId, Refuses, Takes } from './openapi.js';
import { OperatorsApi } from './operators-api.js';
import { Asks, found, IdPipe, PagePipe, pageOf, type Asked } from './requests.js';
import { NewTenant, TenantPatch, TenantView } from './schemas.js';
import { ADMIN_STORE } from './tokens.js';

const UNFIT = 'The body does not match, or the address can never be mailed.';

@OperatorsApi('tenants', 'admin/tenants')
export class AdminTenantsController {
  readonly #store: AdminStore;

  constructor(@Inject(ADMIN_STORE) store: AdminStore) {
    this.#store = store;
  }

  @Post()
  @Needs('installation:change')
  @ApiOperation({ summary: 'Create a tenant', operationId: 'createTenant' })
  @Takes(NewTenant, UNFIT)
  @Gives(201, 'The tenant.', TenantView)
  create(@Asks(NewTenant) { wanted, acting }: Asked<typeof NewTenant>): Promise<Tenant> {
    const { name, notificationAddress = null, unknownAttributes = 'ignore' } = wanted;
    const refusal = addressRefusal(notificationAddress);
    if (refusal !== null) throw problemOf(refusal);
    return this.#store.createTenant({ name, notificationAddress, unknownAttributes }, acting);
  }

  @Get()
  @Needs('installation:read')
  @ApiOperation({ summary: 'List tenants', operationId: 'listTenants' })
  @GivesPage(TenantView)
  async list(@Query(PagePipe) page: Page): Promise<object> {
    return pageOf(await this.#store.tenants(page), page, (tenant) => tenant);
  }

  @Get(':tenantId')
  @Needs('overview:read')
  @ApiOperation({ summary: 'Show a tenant', operationId: 'getTenant' })
  @HasId('tenantId')
  @Gives(200, 'The tenant.', TenantView)
  @Refuses({ 404: 'There is no such tenant.' })
  async show(@Param('tenantId', IdPipe) id: string): Promise<Tenant> {
    return found(await this.#store.tenant(id));
  }

  @Patch(':tenantId')
  @Needs('settings:change')
  @ApiOperation({ summary: 'Change a tenant', operationId: 'changeTenant' })
  @HasId('tenantId')
  @Takes(TenantPatch, UNFIT)
  @Gives(200, 'The tenant after the change.', TenantView)
  @Refuses({ 404: 'There is no such tenant.' })
  async change(
    @Param('tenantId', IdPipe) id: string,
    @Asks(TenantPatch) { wanted, acting }: Asked<typeof TenantPatch>,
  ): Promise<Tenant> {
    const changed = found(await this.#store.changeTenant(id, wanted, acting));
    if ('code' in changed) throw problemOf(changed);
    return changed;
  }
}

function problemOf({ code, fault }: AddressRefusal): Problem {
  const detail = `notificationAddress: ${fault}; send one address such as it-operations@contoso.example, or null.`;
  return new Problem(400, code, detail, { member: 'notificationAddress' });
}

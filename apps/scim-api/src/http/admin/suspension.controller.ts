import { HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Needs, Problem } from '#service';
import type { SuspensionStore } from '../../storage/admin-suspension-store.js';
import type { Tenant } from '../../tenants/tenant.js';
import { PauseRequest, SuspensionRequest } from './life-schemas.js';
import { Gives, HasId, Refuses, Takes } from './openapi.js';
import { OperatorsApi } from './operators-api.js';
import { Asks, found, IdPipe, type Asked } from './requests.js';
import { TenantView } from './schemas.js';
import { SUSPENSION_STORE } from './tokens.js';

@HasId('tenantId')
@Refuses({ 404: 'There is no such tenant.' })
@OperatorsApi('tenants', 'admin/tenants/:tenantId')
export class AdminSuspensionController {
  readonly #store: SuspensionStore;

  constructor(@Inject(SUSPENSION_STORE) store: SuspensionStore) {
    this.#store = store;
  }

  @Post('suspend')
  @HttpCode(200)
  @Needs('installation:change')
  @ApiOperation({
    summary: 'Suspend a tenant',
    description:
      'Its credentials are refused from five seconds later, its readers within 60 seconds; its mails are held. Nothing is lost.',
    operationId: 'suspendTenant',
  })
  @Takes(SuspensionRequest)
  @Gives(200, 'The tenant.', TenantView)
  async suspend(
    @Param('tenantId', IdPipe) id: string,
    @Asks(SuspensionRequest) { acting }: Asked<typeof SuspensionRequest>,
  ): Promise<Tenant> {
    return found(await this.#store.suspend(id, acting));
  }

  @Post('resume')
  @HttpCode(200)
  @Needs('installation:change')
  @ApiOperation({
    summary: 'Resume a tenant that is suspended',
    description: 'Credentials and readers are let in as before, and the mails that were held are sent.',
    operationId: 'resumeTenant',
  })
  @Takes(PauseRequest)
  @Refuses({ 409: 'It is to end.' })
  @Gives(200, 'The tenant.', TenantView)
  async resume(
    @Param('tenantId', IdPipe) id: string,
    @Asks(PauseRequest) { acting }: Asked<typeof PauseRequest>,
  ): Promise<Tenant> {
    const resumed = found(await this.#store.resume(id, acting));
    if (resumed === 'is-to-end') throw IS_TO_END;
    return resumed;
  }
}

const IS_TO_END = new Problem(409, 'is-to-end', 'The tenant is to end: cancel that first (DELETE …/end).');

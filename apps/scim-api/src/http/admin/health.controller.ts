import { Get, Inject, Param } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { HealthStore } from '../../storage/admin-health-store.js';
import type { Health } from '../../tenants/health.js';
import { HealthView } from './health-schemas.js';
import { Gives, HasId, Refuses } from './openapi.js';
import { OperatorsApi } from './operators-api.js';
import { found, IdPipe } from './requests.js';
import { HEALTH_STORE } from './tokens.js';

@HasId('tenantId')
@HasId('connectionId')
@Refuses({ 404: 'There is no such tenant or connection.' })
@OperatorsApi('connections', 'admin/tenants/:tenantId/connections/:connectionId/health')
export class AdminHealthController {
  readonly #healths: HealthStore;

  constructor(@Inject(HEALTH_STORE) healths: HealthStore) {
    this.#healths = healths;
  }

  @Get()
  @ApiOperation({ summary: 'Show how a connection is', operationId: 'getConnectionHealth' })
  @Gives(200, 'How it is.', HealthView)
  async health(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('connectionId', IdPipe) id: string,
  ): Promise<Health> {
    return found(await this.#healths.health({ tenantId, id }));
  }
}

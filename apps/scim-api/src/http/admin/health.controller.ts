import { Get, Inject } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Needs } from '#service';
import type { HealthStore } from '../../storage/admin-health-store.js';
import type { ConnectionKey } from '../../tenants/admin-store.js';
import type { Health } from '../../tenants/health.js';
import { HealthView } from './health-schemas.js';
import { Gives } from './openapi.js';
import { OfConnection } from './operators-api.js';
import { AtConnection, found } from './requests.js';
import { HEALTH_STORE } from './tokens.js';

@OfConnection('/health')
export class AdminHealthController {
  readonly #healths: HealthStore;

  constructor(@Inject(HEALTH_STORE) healths: HealthStore) {
    this.#healths = healths;
  }

  @Get()
  @Needs('overview:read')
  @ApiOperation({ summary: 'Show how a connection is', operationId: 'getConnectionHealth' })
  @Gives(200, 'How it is.', HealthView)
  async health(@AtConnection() connection: ConnectionKey): Promise<Health> {
    return found(await this.#healths.health(connection));
  }
}

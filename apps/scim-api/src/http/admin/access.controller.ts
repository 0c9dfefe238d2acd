import { Get, Inject, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Static } from 'typebox';
import { ApiParameters, Needs, parseQuery } from '#service';
import { AccessStore } from '../../storage/access-store.js';
import { accessOn, AccessPage, OperatorAccessQuery } from '../access-schemas.js';
import { Gives, Refuses } from './openapi.js';
import { OperatorsApi } from './operators-api.js';

@OperatorsApi('access', 'admin/access')
export class AdminAccessController {
  readonly #store: AccessStore;

  constructor(@Inject(AccessStore) store: AccessStore) {
    this.#store = store;
  }

  @Get()
  @Needs('installation:read')
  @ApiOperation({
    summary: 'Who could do what on a day',
    description: 'Every credential that was valid at some moment of it: of operators, of readers, of connections.',
    operationId: 'listAccess',
  })
  @ApiParameters(OperatorAccessQuery)
  @Gives(200, 'One page, by id.', AccessPage)
  @Refuses({ 400: 'A parameter is unknown or wrong, or the day has not begun.' })
  list(
    @Query(parseQuery(OperatorAccessQuery)) { tenantId, ...query }: Static<typeof OperatorAccessQuery>,
  ): Promise<object> {
    return accessOn(this.#store, query, { tenantId: tenantId ?? null, withOperators: true });
  }
}

import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { isUuid } from '#postgres';
import { findErased, Needs, NOT_FOUND, openApiSchema, Refuses, type Erased } from '#service';

const counts = (description: string) => Type.Record(Type.String(), Type.Integer(), { description });
const time = Type.String({ format: 'date-time' });

const ErasedView = Type.Object({
  endedAt: time,
  erasedAt: Type.Union([time, Type.Null()], { description: 'null: not everything is removed yet.' }),
  rows: counts('Rows that were removed, by table.'),
  kinds: counts(
    'Of the audit log’s entries, by topic, or by type where an entry does not say its topic; empty elsewhere.',
  ),
});

/** Of whom the ended tenants are asked: see {@link EndedController}. */
export const ENDED_TENANTS = Symbol('ended tenants');

/** What became here of a tenant that has ended; for whoever runs the installation, on the internal listener alone. */
@ApiBearerAuth()
@Refuses({ 401: 'Not the operator’s credential.', 404: 'It has not ended here, or there is none.' })
@Controller('admin/tenants/:tenantId/end')
export class EndedController {
  readonly #pool: Pick<Pool, 'query'>;

  constructor(@Inject(ENDED_TENANTS) pool: Pick<Pool, 'query'>) {
    this.#pool = pool;
  }

  @Get()
  @Needs('installation:read')
  @ApiOperation({ summary: 'What was removed of a tenant that has ended', operationId: 'getErased' })
  @ApiParam({ name: 'tenantId', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ schema: openApiSchema(ErasedView) })
  async show(@Param('tenantId') tenantId: string): Promise<Erased> {
    const id = tenantId.toLowerCase();
    const erased = isUuid(id) ? await findErased(this.#pool, id) : null;
    if (erased === null) throw NOT_FOUND;
    return erased;
  }
}

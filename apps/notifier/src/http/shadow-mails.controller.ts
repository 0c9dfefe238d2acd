import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { Type, type Static } from 'typebox';
import { ApiParameters, dateTime, Needs, openApiSchema, parseQuery, Refuses } from '#service';
import { SHADOW_MAILS, type ShadowMail } from '../rules/shadow-mail.js';
import { idOf } from './operator-request.js';
import { Recipients } from './recipients.js';

export const SHADOW_MAIL_POOL = Symbol('SHADOW_MAIL_POOL');

const Since = Type.Object({ since: dateTime({ description: 'When the shadow began.' }) });
const Counted = Type.Object({
  items: Type.Array(
    Type.Object({
      kind: Type.Union(
        SHADOW_MAILS.map((kind) => Type.Literal(kind)),
        {
          description:
            'joiner, leaver: a mail to the manager. initial-cycle: named in the digest of the initial cycle. not-sent: nobody would have been mailed.',
        },
      ),
      count: Type.Integer({ minimum: 0 }),
    }),
  ),
});

const COUNT = `
  select kind, sum(count)::integer as count
    from mailing.shadow_mails
   where tenant_id = $1::uuid
     and connection_id = $2::text
     and minute >= date_trunc('minute', $3::timestamptz)
   group by kind
   order by kind`;

/** For scim-api, whose report of a shadow has it. */
@ApiBearerAuth()
@Refuses({ 401: 'Not the operator’s credential.' })
@Controller('admin/tenants/:tenantId/connections/:connectionId/shadow-mails')
export class ShadowMailsController {
  readonly #pool: Pool;
  readonly #recipients: Recipients;

  constructor(@Inject(SHADOW_MAIL_POOL) pool: Pool, @Inject(Recipients) recipients: Recipients) {
    this.#pool = pool;
    this.#recipients = recipients;
  }

  @Get()
  @Needs('settings:read')
  @ApiOperation({
    summary: 'What would have been mailed about what a shadow connection decided, by kind',
    operationId: 'countShadowMails',
  })
  @ApiParam({ name: 'tenantId', schema: { type: 'string', format: 'uuid' } })
  @ApiParam({ name: 'connectionId', schema: { type: 'string', format: 'uuid' } })
  @ApiParameters(Since)
  @ApiOkResponse({ schema: openApiSchema(Counted) })
  @Refuses({ 400: 'A parameter is unknown or wrong.', 404: 'There is no such tenant.' })
  async count(
    @Param('tenantId') tenantId: string,
    @Param('connectionId') connectionId: string,
    @Query(parseQuery(Since)) { since }: Static<typeof Since>,
  ): Promise<{ readonly items: readonly { readonly kind: ShadowMail; readonly count: number }[] }> {
    const tenant = idOf(tenantId);
    const values = [tenant, idOf(connectionId), since];
    const { rows: items } = await this.#pool.query<{ kind: ShadowMail; count: number }>(COUNT, values);
    if (items.length === 0) await this.#recipients.assertKnown(tenant);
    return { items };
  }
}

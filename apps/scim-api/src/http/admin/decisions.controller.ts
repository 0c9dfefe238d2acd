import { Get, Inject, Param } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Type } from 'typebox';
import { Needs } from '#service';
import { DECISION_REASONS, type DecisionStore } from '../../tenants/decision.js';
import { METHODS } from '../../tenants/methods.js';
import { Gives, HasId, Refuses } from './openapi.js';
import { OperatorsApi } from './operators-api.js';
import { found, IdPipe } from './requests.js';
import { id, nullable, time } from './schemas.js';
import { DECISION_STORE } from './tokens.js';

const method = Type.Union(METHODS.map((one) => Type.Literal(one)));
const network = Type.String({ examples: ['203.0.113.0/24'] });

const DecisionList = Type.Object({
  items: Type.Array(
    Type.Object({
      id,
      at: time,
      credentialId: nullable(id),
      method,
      reason: nullable(Type.Union(DECISION_REASONS.map((one) => Type.Literal(one)))),
      expected: nullable(Type.String()),
      received: nullable(Type.String()),
      network,
    }),
  ),
});

const UnknownClientList = Type.Object({
  items: Type.Array(
    Type.Object({
      client: nullable(Type.String({ description: 'The client id that was sent; null: a bearer, or no id.' })),
      method,
      network,
      count: Type.Integer(),
      firstAt: time,
      lastAt: time,
    }),
  ),
});

/** What was decided of clients that wanted in: the wire says `invalid_client` and nothing else. */
@Refuses({ 404: 'There is no such tenant or connection.' })
@OperatorsApi('connections', 'admin')
export class AdminDecisionsController {
  readonly #decisions: DecisionStore;

  constructor(@Inject(DECISION_STORE) decisions: DecisionStore) {
    this.#decisions = decisions;
  }

  @Get('tenants/:tenantId/connections/:connectionId/decisions')
  @Needs('settings:read')
  @ApiOperation({
    summary: 'Why its client was let in, or was not',
    description: 'The last 50, newest first, a second late; no secret is in them. A reason of null: it was let in.',
    operationId: 'listDecisions',
  })
  @HasId('tenantId')
  @HasId('connectionId')
  @Gives(200, 'The last decisions.', DecisionList)
  async list(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('connectionId', IdPipe) connectionId: string,
  ): Promise<object> {
    return { items: found(await this.#decisions.ofConnection(tenantId, connectionId)) };
  }

  @Get('unknown-clients')
  @Needs('installation:read')
  @ApiOperation({
    summary: 'Clients and bearers that nobody knows',
    description: 'Counted by client id, method and network; the 50 that came last.',
    operationId: 'listUnknownClients',
  })
  @Gives(200, 'Who came, and how often.', UnknownClientList)
  async unknown(): Promise<object> {
    return { items: await this.#decisions.unknownClients() };
  }
}

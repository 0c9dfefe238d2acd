import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { INSTALLATION } from '#contracts';
import { ApiParameters, Needs, openApiSchema, callerOf, pageSchema, Problem, Refuses } from '#service';
import { EntryAnswers } from './entry-answers.js';
import { EntryQuery, parseEntryQuery } from './entry-query.js';
import { EntryView } from './entry-schema.js';

const OperatorEntryQuery = Type.Object({
  ...EntryQuery.properties,
  tenantId: Type.String({
    format: 'uuid',
    default: INSTALLATION,
    description: 'Whose; what belongs to no tenant unless told, as acts on signing keys.',
  }),
});
type OperatorParameters = Static<typeof OperatorEntryQuery>;

const OF_A_TENANT = new Problem(
  403,
  'not-permitted',
  'An operator reads what belongs to no tenant: leave out tenantId, or ask an auditor of the tenant.',
);

/** For whoever runs the installation, on the internal listener alone. */
@ApiBearerAuth()
@Controller('admin')
export class OperatorEntriesController {
  readonly #answers: EntryAnswers;

  constructor(@Inject(EntryAnswers) answers: EntryAnswers) {
    this.#answers = answers;
  }

  @Get('entries')
  @Needs('audit:installation')
  @ApiOperation({
    summary: 'Entries of a tenant, or of the installation',
    operationId: 'listEntriesAsOperator',
  })
  @ApiParameters(OperatorEntryQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(EntryView)) })
  @Refuses({ 400: 'A parameter is unknown or wrong.', 404: 'The log has nothing of such a tenant.' })
  async list(
    @Req() request: FastifyRequest,
    @Query(parseEntryQuery(OperatorEntryQuery)) { tenantId, ...query }: OperatorParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { kind: readerType, name, address, exports } = callerOf(request);
    // Of tenants, somebody who operates the installation is shown by a grant alone, or exports one.
    const isShown = [INSTALLATION, exports].includes(tenantId);
    if (readerType !== 'operator' && !isShown) throw OF_A_TENANT;
    const by = { reader: name ?? 'operator', readerType, address };
    if (tenantId !== INSTALLATION) await this.#answers.assertKnown({ tenantId, request });
    await this.#answers.page(query, by, { tenantId, request, reply });
  }
}

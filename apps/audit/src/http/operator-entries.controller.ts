import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { INSTALLATION } from '#contracts';
import { ApiParameters, pageSchema } from '#projection';
import { openApiSchema } from '#service';
import { LedgerReader } from '../storage/ledger-reader.js';
import { answerPage } from './entry-answers.js';
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

/** For whoever runs the installation, on the internal listener alone. */
@ApiBearerAuth()
@Controller('admin')
export class OperatorEntriesController {
  readonly #ledger: LedgerReader;

  constructor(@Inject(LedgerReader) ledger: LedgerReader) {
    this.#ledger = ledger;
  }

  @Get('entries')
  @ApiOperation({
    summary: 'Entries of a tenant, or of the installation',
    operationId: 'listEntriesAsOperator',
  })
  @ApiParameters(OperatorEntryQuery)
  @ApiOkResponse({ schema: openApiSchema(pageSchema(EntryView)) })
  list(
    @Req() request: FastifyRequest,
    @Query(parseEntryQuery(OperatorEntryQuery)) { tenantId, ...query }: OperatorParameters,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return answerPage(this.#ledger, query, { tenantId: tenantId.toLowerCase(), request, reply });
  }
}

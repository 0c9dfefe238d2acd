import { Readable } from 'node:stream';
import { Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Needs, openApiSchema } from '#service';
import type { ExportStore } from '../../storage/admin-export-store.js';
import type { Acting } from '../../tenants/admin-acted.js';
import { askingElsewhere } from './asking-elsewhere.js';
import { HasId, Refuses, TakesReason } from './openapi.js';
import { OperatorsApi } from './operators-api.js';
import { found, IdPipe, Revoking } from './requests.js';
import type { Reissuer } from '../../tenants/projections.js';
import { EXPORT_STORE, REISSUER } from './tokens.js';

export const ARCHIVE_TYPE = 'application/x-ndjson';
/** As Fastify calls it. */
export const EXPORT_ROUTE = '/admin/tenants/:tenantId/export';

const Line = Type.Object({
  kind: Type.String({
    description:
      '`archive`, `tenant`, `attribute`, `domain`, `reader`, `connection`, `credential`, `shadow`, `shadow-item`, `shadow-member`, ' +
      '`user`, `group`, `member`, `version`, ' +
      '`entry` (of the audit log), `delivery` (a mail), and of the last line `digest`.',
  }),
});

@HasId('tenantId')
@OperatorsApi('tenants', 'admin/tenants/:tenantId')
export class AdminExportController {
  readonly #store: ExportStore;
  readonly #issuer: Reissuer;

  constructor(@Inject(EXPORT_STORE) store: ExportStore, @Inject(REISSUER) issuer: Reissuer) {
    this.#store = store;
    this.#issuer = issuer;
  }

  @Get('export')
  @Needs('tenants:export')
  @ApiOperation({
    summary: 'All that there is of a tenant, a line each, without secrets',
    description:
      'It is an act. Entries and deliveries are asked for with the credential that asks here; what the installation does not say ' +
      'where to ask for (`PROJECTION_URLS`) the first line names under `elsewhere`. The last line has the SHA-256 of all bytes before it: an archive without that line is not whole. It is of ' +
      'one moment where the tenant is suspended; otherwise of the time that it takes.',
    operationId: 'exportTenant',
  })
  @TakesReason()
  @ApiOkResponse({ content: { [ARCHIVE_TYPE]: { schema: openApiSchema(Line) } } })
  @Refuses({
    400: 'A parameter is unknown or wrong.',
    404: 'There is no such tenant.',
    503: '`service` has a part of it, and is away.',
  })
  async export(
    @Param('tenantId', IdPipe) id: string,
    @Revoking() acting: Acting,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const askAs = askingElsewhere(request, this.#issuer, id);
    const archive = found(await this.#store.open(id, acting, askAs));
    await reply.type(`${ARCHIVE_TYPE}; charset=utf-8`).send(Readable.from(archive, { objectMode: false }));
  }
}

import { Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { AUDIENCES, audiencesOf, Needs, NOT_FOUND, Problem } from '#service';
import type { Acting } from '../../tenants/admin-acted.js';
import type { AdminStore, Page } from '../../tenants/admin-store.js';
import {
  DEFAULT_TOKEN_LIFETIME_S,
  hasScopes,
  isAdminForItself,
  MAX_READERS_OF_TENANT,
  READER_ROLES,
  readableBy,
  scopesUnlessTold,
  type Reader,
} from '../../tenants/reader.js';
import { Gives, GivesNothing, GivesPage, HasId, Refuses, Takes, TakesReason } from './openapi.js';
import { OfTenant } from './operators-api.js';
import { Asks, found, IdPipe, PagePipe, pageOf, Revoking, type Asked } from './requests.js';
import { IssuedReader, NewReader, ReaderView } from './schemas.js';
import { ADMIN_STORE } from './tokens.js';

@OfTenant('readers', 'reader')
export class AdminReadersController {
  readonly #store: AdminStore;

  constructor(@Inject(ADMIN_STORE) store: AdminStore) {
    this.#store = store;
  }

  @Post()
  @Needs('team:change')
  @ApiOperation({ summary: "Create a reader of the projections' APIs", operationId: 'createReader' })
  @Takes(NewReader)
  @Gives(201, 'The reader with its secret.', IssuedReader)
  @Refuses({ 409: `${MAX_READERS_OF_TENANT} are not revoked.` })
  async create(
    @Param('tenantId', IdPipe) tenantId: string,
    @Asks(NewReader) { wanted, acting }: Asked<typeof NewReader>,
  ): Promise<object> {
    const {
      name,
      audiences: given = [],
      roles,
      scopes,
      tokenLifetimeSeconds: tokenLifetime = DEFAULT_TOKEN_LIFETIME_S,
    } = wanted;
    const audiences = readableBy(given, roles ?? []);
    if (audiences.length === 0) throw READS_NOTHING;
    if (isAdminForItself(given, roles ?? [])) throw ADMINISTERS_NOTHING;
    if (scopes !== undefined && !hasScopes(given)) throw NO_DIRECTORY;
    const seen = hasScopes(given) && { scopes: scopes ?? scopesUnlessTold(roles ?? []) };
    const input = { tenantId, name, audiences, given, tokenLifetime, ...(roles && { roles }), ...seen };
    const issued = found(await this.#store.createReader(input, acting));
    if (issued === 'too-many') throw TOO_MANY;
    const { secret: clientSecret, ...reader } = issued;
    return { ...viewOf(reader), clientSecret };
  }

  @Get()
  @Needs('settings:read')
  @ApiOperation({ summary: 'List readers, without their secrets', operationId: 'listReaders' })
  @GivesPage(ReaderView)
  async list(@Param('tenantId', IdPipe) tenantId: string, @Query(PagePipe) page: Page): Promise<object> {
    return pageOf(await this.#store.readers(tenantId, page), page, viewOf);
  }

  @Delete(':clientId')
  @HttpCode(204)
  @Needs('team:change')
  @ApiOperation({
    summary: 'Revoke a reader',
    description: 'It gets no further token, and the projections refuse those that it has within a minute.',
    operationId: 'revokeReader',
  })
  @HasId('clientId')
  @TakesReason()
  @GivesNothing()
  async revoke(
    @Param('tenantId', IdPipe) tenantId: string,
    @Param('clientId', IdPipe) id: string,
    @Revoking() acting: Acting,
  ): Promise<void> {
    if (!(await this.#store.revokeReader({ tenantId, id }, acting))) throw NOT_FOUND;
  }
}

function viewOf({ id, tokenLifetime, ...reader }: Reader): object {
  return { clientId: id, ...reader, tokenLifetimeSeconds: tokenLifetime };
}

const ADMINISTERING = READER_ROLES.filter((role) => audiencesOf([role]).includes('admin'));

const READS_NOTHING = new Problem(
  400,
  'invalid-body',
  `audiences: is missing; send audiences, of ${AUDIENCES.join(', ')}, or roles, of ${READER_ROLES.join(', ')}.`,
  { member: 'audiences' },
);

/** Administration is never given for itself. */
const ADMINISTERS_NOTHING = new Problem(
  400,
  'invalid-body',
  `audiences: admin opens nothing without a role that may use it; send roles too, such as ${ADMINISTERING.join(', ')}.`,
  { member: 'audiences' },
);

const TOO_MANY = new Problem(
  409,
  'too-many-readers',
  `The tenant has ${MAX_READERS_OF_TENANT} readers that are not revoked: revoke one that nobody uses first.`,
);

const NO_DIRECTORY = new Problem(
  400,
  'invalid-body',
  'scopes: is of the audience directory, which is not given; send directory among audiences, or leave scopes out.',
  { member: 'scopes' },
);

import { Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Needs, NOT_FOUND, Problem } from '#service';
import type { Acting } from '../../tenants/admin-acted.js';
import type { AdminStore, ConnectionKey, NewCredential as Issuing, Page } from '../../tenants/admin-store.js';
import { MAX_VALID_CREDENTIALS, type CredentialRefusal } from '../../tenants/credential.js';
import { CredentialView, IssuedCredential, NewCredential, TOO_MANY } from './credential-schemas.js';
import { credentialView, issuedView, NO_EXPIRY } from './credential-view.js';
import { Gives, GivesNothing, GivesPage, HasId, Refuses, Takes, TakesReason } from './openapi.js';
import { OfConnection } from './operators-api.js';
import { Asks, AtConnection, found, IdPipe, PagePipe, pageOf, Revoking, type Asked } from './requests.js';
import { ADMIN_STORE, TOKEN_URL } from './tokens.js';

@OfConnection('/credentials', 'tenant, connection or credential')
export class AdminCredentialsController {
  readonly #store: AdminStore;
  readonly #tokenUrl: string;

  constructor(@Inject(ADMIN_STORE) store: AdminStore, @Inject(TOKEN_URL) tokenUrl: string) {
    this.#store = store;
    this.#tokenUrl = tokenUrl;
  }

  @Post()
  @Needs('credentials:issue')
  @ApiOperation({
    summary: 'Issue a SCIM token or a client secret',
    description: `A token that expires in a year, where nothing is said. ${MAX_VALID_CREDENTIALS} may be valid at a time.`,
    operationId: 'issueCredential',
  })
  @Takes(NewCredential)
  @Gives(201, 'The credential with its secret.', IssuedCredential)
  @Refuses({ 409: TOO_MANY })
  async issue(
    @AtConnection() { tenantId, id: connectionId }: ConnectionKey,
    @Asks(NewCredential) { wanted, acting }: Asked<typeof NewCredential>,
  ): Promise<object> {
    const { method = 'token', name } = wanted;
    const input: Issuing = { tenantId, connectionId, method, name, expiresAt: expiryOf(wanted.expiresAt) };
    const issued = found(await this.#store.issueCredential(input, acting));
    if ('code' in issued) throw refusalOf(issued);
    return issuedView(issued, this.#tokenUrl);
  }

  @Get()
  @Needs('settings:read')
  @ApiOperation({ summary: 'List credentials, without their secrets', operationId: 'listCredentials' })
  @GivesPage(CredentialView)
  async list(
    @AtConnection() { tenantId, id: connectionId }: ConnectionKey,
    @Query(PagePipe) page: Page,
  ): Promise<object> {
    return pageOf(await this.#store.credentials(tenantId, connectionId, page), page, credentialView);
  }

  @Delete(':credentialId')
  @HttpCode(204)
  @Needs('credentials:revoke')
  @ApiOperation({
    summary: 'Revoke a credential',
    description:
      'It and the access tokens that were got with it are refused from five seconds later, by every process.',
    operationId: 'revokeCredential',
  })
  @TakesReason()
  @HasId('credentialId')
  @GivesNothing()
  async revoke(
    @AtConnection() { tenantId, id: connectionId }: ConnectionKey,
    @Param('credentialId', IdPipe) id: string,
    @Revoking() acting: Acting,
  ): Promise<void> {
    const where = { tenantId, connectionId, id };
    if (!(await this.#store.revokeCredential(where, acting))) throw NOT_FOUND;
  }
}

function expiryOf(given: string | null | undefined): Issuing['expiresAt'] {
  if (given === undefined) return undefined;
  return given === null || given === NO_EXPIRY ? null : new Date(given);
}

function refusalOf(refusal: CredentialRefusal): Problem {
  switch (refusal.code) {
    case 'expiry-in-the-past':
      return new Problem(400, refusal.code, 'expiresAt must be in the future.', { member: 'expiresAt' });
    case 'too-many-credentials': {
      const detail = `${MAX_VALID_CREDENTIALS} credentials are valid: revoke ${refusal.retire}, the oldest one, first.`;
      return new Problem(409, refusal.code, detail, { retire: refusal.retire });
    }
  }
}

import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Static } from 'typebox';
import type { FastifyRequest } from 'fastify';
import { isUuid } from '#postgres';
import { letIn, openApiSchema, type FailedCredentials } from '#service';
import type { AdminStore } from '../../tenants/admin-store.js';
import { hashSecret } from '../../tenants/secret.js';
import { grantedAudience, invalidClient, readTokenRequest } from '../../tenants/token-request.js';
import { OAuthError, TokenErrorFilter } from './token-error.filter.js';
import type { TokenIssuer } from './token-issuer.js';
import { JwksView, TokenAnswer, TokenError, TokenForm } from './token-schemas.js';

export const TOKEN_ENDPOINT = Symbol('TOKEN_ENDPOINT');
export const TOKEN_ISSUER = Symbol('TOKEN_ISSUER');

/** What the token endpoint has of its own, so that nothing that happens here holds the operator up. */
export interface TokenEndpoint {
  readonly readers: Pick<AdminStore, 'readerBySecret'>;
  readonly failures: FailedCredentials;
}

@ApiTags('tokens')
@Controller()
export class TokenController {
  readonly #endpoint: TokenEndpoint;
  readonly #issuer: TokenIssuer;

  constructor(@Inject(TOKEN_ENDPOINT) endpoint: TokenEndpoint, @Inject(TOKEN_ISSUER) issuer: TokenIssuer) {
    this.#endpoint = endpoint;
    this.#issuer = issuer;
  }

  /** RFC 6749 §4.4: a reader exchanges its id and secret for a token of one projection. */
  @Post('oauth/token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @UseFilters(TokenErrorFilter)
  @ApiOperation({
    summary: "A reader's token for one projection",
    description: 'The client authenticates by HTTP Basic or by `client_id` and `client_secret` in the form.',
    operationId: 'issueToken',
  })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ schema: openApiSchema(TokenForm), required: true })
  @ApiResponse({ status: 200, description: 'The token.', schema: openApiSchema(TokenAnswer) })
  @ApiResponse({ status: 400, description: 'RFC 6749 §5.2', schema: openApiSchema(TokenError) })
  @ApiResponse({ status: 401, description: 'The client is not known.', schema: openApiSchema(TokenError) })
  @ApiResponse({ status: 429, description: 'Too many such from this address.', schema: openApiSchema(TokenError) })
  async token(@Req() request: FastifyRequest, @Body() body: unknown): Promise<Static<typeof TokenAnswer>> {
    const asked = readTokenRequest(request.headers.authorization, body);
    if (!asked.ok) throw new OAuthError(asked);
    const { clientId, clientSecret } = asked;
    const { readers, failures } = this.#endpoint;
    const isId = isUuid(clientId.toLowerCase());
    const reader = isId ? await readers.readerBySecret(clientId, hashSecret(clientSecret)) : null;
    if (reader === null) {
      const reason = isId ? 'unknown' : 'malformed';
      throw failures.refusal(request, { reason, clientId }, new OAuthError(invalidClient()));
    }
    letIn(request);
    const audience = grantedAudience(reader, asked.audience);
    if (typeof audience !== 'string') throw new OAuthError(audience);
    const token = await this.#issuer.issue(reader, audience);
    return { access_token: token, token_type: 'Bearer', expires_in: reader.tokenLifetime };
  }

  @Get('.well-known/jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'The public keys of the tokens (RFC 7517)', operationId: 'getKeys' })
  @ApiResponse({ status: 200, description: 'The key set.', schema: openApiSchema(JwksView) })
  keys(): TokenIssuer['published'] {
    return this.#issuer.published;
  }
}

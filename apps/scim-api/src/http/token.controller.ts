import { Body, Controller, Get, Header, Headers, HttpCode, Inject, Post, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Static } from 'typebox';
import { openApiSchema } from '#service';
import type { AdminStore } from '../tenants/admin-store.js';
import { hashSecret } from '../tenants/secret.js';
import { grantedAudience, invalidClient, readTokenRequest } from '../tenants/token-request.js';
import { Gives } from './admin-openapi.js';
import { JwksView, TokenAnswer, TokenError, TokenForm } from './admin-schemas.js';
import { ADMIN_STORE, TOKEN_ISSUER } from './admin-tokens.js';
import { OAuthError, TokenErrorFilter } from './token-error.filter.js';
import type { TokenIssuer } from './token-issuer.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

@ApiTags('tokens')
@Controller()
export class TokenController {
  constructor(
    @Inject(ADMIN_STORE) private readonly store: AdminStore,
    @Inject(TOKEN_ISSUER) private readonly issuer: TokenIssuer,
  ) {}

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
  @Gives(200, 'The token.', TokenAnswer)
  @ApiResponse({ status: 400, description: 'RFC 6749 §5.2', schema: openApiSchema(TokenError) })
  @ApiResponse({ status: 401, description: 'The client is not known.', schema: openApiSchema(TokenError) })
  async token(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: unknown,
  ): Promise<Static<typeof TokenAnswer>> {
    const request = readTokenRequest(authorization, body);
    if (!request.ok) throw new OAuthError(request);
    const isId = UUID.test(request.clientId);
    const reader = isId ? await this.store.readerBySecret(request.clientId, hashSecret(request.clientSecret)) : null;
    if (reader === null) throw new OAuthError(invalidClient());
    const audience = grantedAudience(reader, request.audience);
    if (typeof audience !== 'string') throw new OAuthError(audience);
    const token = await this.issuer.issue(reader, audience);
    return { access_token: token, token_type: 'Bearer', expires_in: reader.tokenLifetime };
  }

  @Get('.well-known/jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'The public keys of the tokens (RFC 7517)', operationId: 'getKeys' })
  @Gives(200, 'The key set.', JwksView)
  keys(): TokenIssuer['published'] {
    return this.issuer.published;
  }
}

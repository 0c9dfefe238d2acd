import { setTimeout as pause } from 'node:timers/promises';
import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Static } from 'typebox';
import type { FastifyRequest } from 'fastify';
import { isUuid } from '#postgres';
import { letIn, noteRequest, openApiSchema, type FailedCredentials, type Failure, type FailureReason } from '#service';
import type { Assertions } from '../../tenants/assertions.js';
import type { DecisionNotes, DecisionStore } from '../../tenants/decision.js';
import type { Authenticated, ClientStore, Reason, TokenReader } from '../../tenants/token-client.js';
import {
  grantedAudience,
  invalidClient,
  isRefusal,
  readForm,
  readTokenRequest,
  type Parameters,
  type TokenRequest,
} from '../../tenants/token-request.js';
import type { Exchange } from '../../tenants/exchange.js';
import { ISSUED_TYPE, TOKEN_EXCHANGE } from '../../tenants/exchange-request.js';
import { scopesAt } from '../../tenants/reader.js';
import { authenticateClient } from './authenticate-client.js';
import type { ClientRates } from './client-rates.js';
import { OAuthError, TokenErrorFilter } from './token-error.filter.js';
import { lifetimeOf, type TokenIssuer } from './token-issuer.js';
import { JwksView, TokenAnswer, TokenError, TokenForm } from './token-schemas.js';

export const TOKEN_ENDPOINT = Symbol('TOKEN_ENDPOINT');
export const TOKEN_ISSUER = Symbol('TOKEN_ISSUER');

/** What the token endpoint has of its own, so that nothing that happens here holds the operator up. */
export interface TokenEndpoint {
  readonly clients: ClientStore;
  readonly assertions: Pick<Assertions, 'judgeAssertion'>;
  /** Of the console. */
  readonly exchange: Exchange;
  readonly failures: FailedCredentials;
  readonly rates: ClientRates;
  readonly decisions: DecisionStore & DecisionNotes;
  readonly networkOf: (request: FastifyRequest) => string;
  /** Seconds that an access token of a connection is good for. */
  readonly accessTokenLifetime: number;
  /** A credential has been used by whoever sent this request. */
  readonly onUse: (credentialId: string, request: FastifyRequest) => void;
}

/** All failures take so long at least: what was wrong shows in no difference. A look-up takes 1 to 3 ms. */
const FAILURE_MS = 50;

const SLOWED =
  'Too many unknown clients from this address, or too many tokens of this one; `Retry-After` says until when.';

type Answer = Static<typeof TokenAnswer>;

@ApiTags('tokens')
@Controller()
export class TokenController {
  readonly #endpoint: TokenEndpoint;
  readonly #issuer: TokenIssuer;

  constructor(@Inject(TOKEN_ENDPOINT) endpoint: TokenEndpoint, @Inject(TOKEN_ISSUER) issuer: TokenIssuer) {
    this.#endpoint = endpoint;
    this.#issuer = issuer;
  }

  /** RFC 6749 §4.4: a connection gets an opaque token for SCIM, a reader a JWT for one API; RFC 8693: the console one of somebody. */
  @Post('oauth/token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @UseFilters(TokenErrorFilter)
  @ApiOperation({
    summary: "A connection's token for SCIM, a reader's for one API, or somebody's who signed in to the console",
    description:
      'The client authenticates by HTTP Basic, by `client_id` and `client_secret` in the form, or (a connection) by ' +
      '`client_id` and `client_assertion`. Any `scope` is taken; `scim` is granted. The console exchanges what it signed of ' +
      'somebody (`subject_token`) for a token of five minutes with the same claims (RFC 8693).',
    operationId: 'issueToken',
  })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ schema: openApiSchema(TokenForm), required: true })
  @ApiResponse({ status: 200, description: 'The token.', schema: openApiSchema(TokenAnswer) })
  @ApiResponse({ status: 400, description: 'RFC 6749 §5.2', schema: openApiSchema(TokenError) })
  @ApiResponse({ status: 401, description: 'The client is not known.', schema: openApiSchema(TokenError) })
  @ApiResponse({ status: 429, description: SLOWED, schema: openApiSchema(TokenError) })
  async token(@Req() request: FastifyRequest, @Body() body: unknown): Promise<Answer> {
    const begun = performance.now();
    const form = readForm(body);
    if (!isRefusal(form) && form.grant_type === TOKEN_EXCHANGE) return this.#exchange(request, form, begun);
    const asked = readTokenRequest(request.headers.authorization, body);
    if (!asked.ok && asked.error !== 'invalid_client') throw new OAuthError(asked);
    const client = asked.ok ? await this.#authenticate(asked) : NOBODY;
    const answer = asked.ok ? await this.#answer(request, asked, client) : null;
    if (asked.ok) this.#note(request, asked, answer === null ? refusedAs(client) : client);
    if (answer !== null) return answer;
    const failure = { reason: reasonOf(client), ...(asked.ok ? { clientId: asked.clientId } : {}) };
    throw await this.#refusal(request, failure, begun);
  }

  @Get('.well-known/jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'The public keys of the tokens (RFC 7517)', operationId: 'getKeys' })
  @ApiResponse({ status: 200, description: 'The key set.', schema: openApiSchema(JwksView) })
  keys(): TokenIssuer['published'] {
    return this.#issuer.published;
  }

  /** @throws RateExceeded */
  async #authenticate(asked: TokenRequest): Promise<Authenticated> {
    const { rates } = this.#endpoint;
    const isCharged = await rates.chargeKnown(asked);
    const client = await authenticateClient(asked, this.#endpoint);
    if (client.kind === 'nobody') rates.forget(asked);
    else if (!isCharged) await rates.charge(asked, ownerOf(client));
    return client;
  }

  async #exchange(request: FastifyRequest, form: Parameters, begun: number): Promise<Answer> {
    const exchanged = await this.#endpoint.exchange.judge(request.headers.authorization, form);
    if (exchanged.kind === 'nobody') throw await this.#refusal(request, { reason: exchanged.reason }, begun);
    if (exchanged.kind === 'refused') throw new OAuthError(exchanged.refusal);
    const { account, ...at } = exchanged;
    letIn(request);
    noteRequest(request, { tenantId: account.tenantId, accountId: account.id });
    const token = await this.#issuer.issueFor(account, at);
    return {
      access_token: token,
      issued_token_type: ISSUED_TYPE,
      token_type: 'Bearer',
      expires_in: lifetimeOf({ grant: at.grant, account }),
    };
  }

  async #refusal(request: FastifyRequest, failure: Failure, begun: number): Promise<Error> {
    const refused = this.#endpoint.failures.refusal(request, failure, new OAuthError(invalidClient()));
    await pause(Math.max(0, FAILURE_MS - (performance.now() - begun)));
    return refused;
  }

  /** Null: nobody is there. */
  async #answer(request: FastifyRequest, asked: TokenRequest, client: Authenticated): Promise<Answer | null> {
    if (client.kind === 'reader') return this.#forReader(request, asked, client.reader);
    if (client.kind === 'nobody') return null;
    const { connection, credentialId } = client;
    const { clients, accessTokenLifetime: lifetime, onUse } = this.#endpoint;
    const of = { connectionId: connection.id, credentialId, method: asked.proof.method, lifetime };
    const issued = await clients.issueAccessToken(of);
    if (issued === null) return null;
    letIn(request);
    noteRequest(request, { tenantId: connection.tenantId, connectionId: connection.id });
    if (credentialId !== null) onUse(credentialId, request);
    return { access_token: issued.token, token_type: 'Bearer', expires_in: issued.seconds, scope: 'scim' };
  }

  /** Of connections, and of whom nobody knows; readers' tokens are none of a connection. */
  #note(request: FastifyRequest, { proof: { method }, clientId }: TokenRequest, client: Authenticated): void {
    if (client.kind === 'reader') return;
    const { decisions, networkOf } = this.#endpoint;
    const { connection } = client;
    const isUnknown = connection === null;
    decisions.note({
      connectionId: connection?.id ?? null,
      credentialId: client.credentialId ?? null,
      method,
      reason: client.kind === 'nobody' ? client.reason : null,
      client: isUnknown && isUuid(clientId.toLowerCase()) ? clientId : null,
      expected: client.kind === 'nobody' ? (client.expected ?? null) : null,
      received: client.kind === 'nobody' ? (client.received ?? null) : null,
      network: networkOf(request),
    });
  }

  async #forReader(request: FastifyRequest, asked: TokenRequest, reader: TokenReader): Promise<Answer> {
    letIn(request);
    const audience = grantedAudience(reader, asked.audience);
    if (typeof audience !== 'string') throw new OAuthError(audience);
    const token = await this.#issuer.issue(reader, audience);
    const scopes = scopesAt(audience, reader);
    const answer = { access_token: token, token_type: 'Bearer', expires_in: reader.tokenLifetime } as const;
    return scopes === null ? answer : { ...answer, scope: scopes.join(' ') };
  }
}

function ownerOf(client: Exclude<Authenticated, { kind: 'nobody' }>): { tenantId: string; readerId: string } {
  const { tenantId, id } = client.kind === 'reader' ? client.reader : client.connection;
  return { tenantId, readerId: id };
}

/** Its method was turned off, or its credential revoked, between the look-up and the token. */
function refusedAs(client: Authenticated): Authenticated {
  return client.kind === 'connection'
    ? { kind: 'nobody', reason: 'method_off', connection: client.connection }
    : client;
}

const NOBODY: Authenticated = { kind: 'nobody', reason: 'client_unknown', connection: null };

const LABEL: Readonly<Record<Reason, FailureReason>> = {
  assertion_malformed: 'malformed',
  assertion_issuer: 'foreign',
  assertion_tenant: 'foreign',
  assertion_audience: 'foreign',
  assertion_subject: 'foreign',
  assertion_client: 'foreign',
  assertion_expired: 'expired',
  assertion_signature: 'forged',
  assertion_key_unknown: 'unknown-key',
  keys_unreachable: 'unknown-key',
  client_unknown: 'unknown',
  secret_wrong: 'wrong',
  secret_expired: 'expired',
  secret_revoked: 'revoked',
  method_off: 'revoked',
};

function reasonOf(client: Authenticated): FailureReason {
  return client.kind === 'nobody' ? LABEL[client.reason] : 'revoked';
}

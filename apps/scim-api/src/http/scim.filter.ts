import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isInfrastructureFailure } from '#postgres';
import { errorBody, ScimError } from '#scim';
import { ProblemFilter, type Logger } from '#service';
import { currentTraceparent } from '#telemetry';
import type { Refusals } from '../storage/refusals.js';
import { actorOf, knownIdentity } from './identity.js';
import { countWrite } from './instruments.js';
import { addressOf, idOf } from './path.js';
import { SCIM_MEDIA_TYPE } from './scim-answer.js';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** A search is a POST that writes nothing (RFC 7644 §3.4.3). */
function isWrite(request: FastifyRequest): boolean {
  return WRITES.has(request.method) && !addressOf(request).split('?', 1)[0]?.endsWith('/.search');
}

/** Errors under /scim/v2 as RFC 7644 §3.12 wants them, with the request's id; elsewhere as problem+json. */
@Catch()
export class ScimFilter implements ExceptionFilter {
  readonly #elsewhere: ProblemFilter;

  constructor(
    private readonly refusals: Pick<Refusals, 'record'>,
    private readonly logger: Logger,
  ) {
    this.#elsewhere = new ProblemFilter(logger);
  }

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (!addressOf(request).startsWith('/scim/')) return this.#elsewhere.catch(error, host);

    let known = scimError(error);
    if (known.status >= 500 && !(error instanceof ScimError)) {
      this.logger.error({ err: error, requestId: request.id }, 'a request failed');
    }
    if (isWrite(request) && known.status < 500 && !(await this.#record(request, known))) {
      known = new ScimError('unavailable');
    }
    if (reply.sent) return;
    if (known.status === 401) void reply.header('www-authenticate', 'Bearer realm="scim"');
    if (known.status === 503) void reply.header('retry-after', '5');
    const body = errorBody(known);
    void reply
      .status(known.status)
      .type(SCIM_MEDIA_TYPE)
      .send(JSON.stringify({ ...body, detail: `${body.detail} (request ${request.id})` }));
  }

  /**
   * Before the answer: who reads it finds the refusal in the audit log. False when that could not be written: every
   * refusal has its entry, so the client is asked to repeat the request, and is refused then.
   */
  async #record(request: FastifyRequest, error: ScimError): Promise<boolean> {
    const identity = knownIdentity(request);
    if (identity === undefined) return true;
    const resourceType = typeOf(request);
    if (resourceType !== null) countWrite(resourceType, 'refused');
    const id = idOf(request);
    try {
      await this.refusals.record({
        tenantId: identity.tenantId,
        actor: actorOf(identity),
        requestId: request.id,
        traceparent: currentTraceparent(),
        method: request.method,
        resourceType,
        // Any text can stand where an id belongs; only what has the form of one is passed on.
        resourceId: /^[0-9a-f-]{36}$/i.test(id) ? id : null,
        status: error.status,
        scimType: error.scimType,
        reason: error.code,
      });
      return true;
    } catch (failure) {
      this.logger.error({ err: failure, requestId: request.id }, 'a refusal could not be recorded');
      return false;
    }
  }
}

function typeOf(request: FastifyRequest): 'User' | 'Group' | null {
  const [, name] = /^\/scim\/v2\/(User|Group)s(?:[/?]|$)/.exec(addressOf(request)) ?? [];
  return name === 'User' || name === 'Group' ? name : null;
}

function scimError(error: unknown): ScimError {
  if (error instanceof ScimError) return error;
  if (isInfrastructureFailure(error)) return new ScimError('unavailable');
  switch (statusOf(error)) {
    case 400:
      return new ScimError('malformed-body');
    case 404:
      return new ScimError('not-found', 'There is no such endpoint; the SCIM root is /scim/v2.');
    case 405:
      return new ScimError('method-not-allowed');
    case 413:
      return new ScimError('payload-too-large');
    case 415:
      return new ScimError('unsupported-media-type');
    default:
      // Of the look-up of a credential, for example, while the database is away: Entra repeats it.
      return new ScimError(isInfrastructureFailure(error) ? 'unavailable' : 'internal');
  }
}

/** Of Nest's own errors, and of those that Fastify throws before a controller is reached. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 500;
}

import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, errorBody, ScimError } from '#scim';
import { ClientGone, methodsAt, noteRequest, Problem, ProblemFilter, TooManyFailures, type Logger } from '#service';
import { answerableError } from './answerable-error.js';
import { isBehindEndpoint, type Astray } from './astray.js';
import type { DetailOf } from './detail.js';
import { knownIdentity } from './identity.js';
import { tooLarge } from './group-bodies.js';
import { answeredToClient } from '../answered-to-client.js';
import { addressOf, idOf } from '../path.js';
import { GoingLiveError, PausedError } from './paused.js';
import { ThrottledError } from './rate-limit.js';
import type { Recorded, RecordRefusal } from './record-refusal.js';
import { SCIM_MEDIA_TYPE } from './scim-answer.js';
import { tellRefusal } from './told.js';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** A search is a POST that writes nothing (RFC 7644 §3.4.3). */
function isWrite(request: FastifyRequest): boolean {
  return WRITES.has(request.method) && !addressOf(request).split('?', 1)[0]?.endsWith('/.search');
}

export interface ScimFilterParts {
  readonly recordRefusal: RecordRefusal;
  readonly detailOf: DetailOf;
  readonly astray: Pick<Astray, 'tell'>;
  readonly logger: Logger;
}

/**
 * Errors under /scim/v2, and whatever a connection is answered, as RFC 7644 §3.12 wants them, with the request's id; elsewhere as
 * problem+json.
 */
@Catch()
export class ScimFilter implements ExceptionFilter {
  readonly #parts: ScimFilterParts;
  readonly #elsewhere: ProblemFilter;

  constructor(parts: ScimFilterParts) {
    this.#parts = parts;
    this.#elsewhere = new ProblemFilter(parts.logger);
  }

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (!addressOf(request).startsWith('/scim/') && knownIdentity(request) === undefined) {
      const problem = asProblem(error);
      if (!answeredToClient(problem, request, reply)) this.#elsewhere.catch(problem, host);
      return;
    }

    let known = this.#known(error, request, reply);
    if (known.status >= 500 && !(error instanceof ScimError || error instanceof ClientGone)) {
      this.#parts.logger.error({ err: error, requestId: request.id }, 'a request failed');
    }
    let eventId: string | null = null;
    if (isWrite(request) && known.status < 500) {
      const recorded = await this.#record(request, known);
      if (recorded.isRecorded) eventId = recorded.eventId;
      else known = new ScimError('unavailable');
    }
    noteRequest(request, { code: known.code });
    tellRefusal(request, known, eventId);
    if (reply.sent) return;
    if (known.status === 401) void reply.header('www-authenticate', 'Bearer realm="scim"');
    if (known instanceof ThrottledError) void reply.header('retry-after', String(known.retryAfter));
    if (error instanceof TooManyFailures) void reply.header('retry-after', String(error.retryAfter));
    if (known.status === 503) {
      const retryAfter = known instanceof PausedError || known instanceof GoingLiveError ? known.retryAfter : 5;
      void reply.header('retry-after', String(retryAfter));
    }
    const body = errorBody(known);
    void reply
      .status(known.status)
      .type(SCIM_MEDIA_TYPE)
      .send(JSON.stringify({ ...body, detail: this.#parts.detailOf(body.detail, request.id) }));
  }

  /** With the methods that there are, and where nothing is with the Tenant URL. */
  #known(error: unknown, request: FastifyRequest, reply: FastifyReply): ScimError {
    const known = answerableError(error);
    if (isOfBytes(known)) return tooLarge(request);
    const isMissing = known.code === 'unknown-endpoint' && request.is404 && !isBehindEndpoint(request.url);
    const methods = isMissing ? methodsAt(request).join(', ') : '';
    if (methods === '') return this.#parts.astray.tell(request, known);
    void reply.header('allow', methods);
    return new ScimError('method-not-allowed', `This endpoint knows ${methods}; use one of them.`);
  }

  #record(request: FastifyRequest, error: ScimError): Promise<Recorded> {
    const { id: requestId, method } = request;
    return this.#parts.recordRefusal(request, {
      requestId,
      method,
      resourceType: typeOf(request),
      resourceId: idOf(request),
      error,
    });
  }
}

/** One parser reads the bodies of both APIs. */
function asProblem(error: unknown): unknown {
  return error instanceof ScimError ? new Problem(error.status, error.code, error.message) : error;
}

function typeOf(request: FastifyRequest): 'User' | 'Group' | null {
  const [, name] = /^\/scim\/v2\/(User|Group)s(?:[/?]|$)/.exec(addressOf(request)) ?? [];
  return name === 'User' || name === 'Group' ? name : null;
}

/** Not of one whose detail says already what there is too much of. */
function isOfBytes({ code, message }: ScimError): boolean {
  return code === 'payload-too-large' && message === ERRORS[code].detail;
}

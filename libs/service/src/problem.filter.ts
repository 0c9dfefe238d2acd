import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CommitUnknownError, isInfrastructureFailure } from '#postgres';
import type { Logger } from './log.js';
import { TooManyFailures } from './failed-credentials.js';
import { methodsAt } from './methods-at.js';
import { noteRequest } from './observe-http.js';
import { RateExceeded } from './reader-rates.js';
import { ShareExceeded } from './share-exceeded.js';
import { NOT_FOUND, Problem, PROBLEM_MEDIA_TYPE } from './problem.js';

/** Answers every error as application/problem+json (RFC 9457). What nobody expected is a 500 without its reason, logged. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error);
    noteRequest(request, { code: problem.code });
    if (problem.status >= 500) this.#logger.error({ err: error, requestId: request.id }, 'a request failed');
    if (reply.sent) return;
    if (error instanceof ShareExceeded) void reply.header('retry-after', String(error.retryAfter));
    sendProblem(request, reply, problem);
  }
}

/** Answers with it, also before there is a filter to throw to. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, given: Problem): void {
  const problem = given.status === 404 && request.is404 ? orMethods(request, reply, given) : given;
  noteRequest(request, { code: problem.code });
  if (problem.status === 503) void reply.header('retry-after', '5');
  if (problem instanceof TooManyFailures || problem instanceof RateExceeded)
    void reply.header('retry-after', String(problem.retryAfter));
  if (problem instanceof RateExceeded && problem.endsConnection) void reply.header('connection', 'close');
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply.status(problem.status).type(PROBLEM_MEDIA_TYPE).send(problem.body(request.id));
}

/** RFC 9110 §15.5.6: where other methods are answered it says which. */
function orMethods(request: FastifyRequest, reply: FastifyReply, nowhere: Problem): Problem {
  const methods = methodsAt(request).join(', ');
  if (methods === '') return nowhere;
  void reply.header('allow', methods);
  return new Problem(405, 'method-not-allowed', `This address knows ${methods}; use one of them.`);
}

const UNEXPECTED = new Problem(
  500,
  'internal',
  'Something went wrong on our side. The request id finds it in our log.',
);

const COMMIT_UNKNOWN = new Problem(
  503,
  'commit-unknown',
  'It is not known whether this was stored. Look first, and repeat it if it was not.',
);
const UNAVAILABLE = new Problem(
  503,
  'unavailable',
  'The database does not answer at this moment, and nothing was stored. Repeat the request.',
);

/** The error as the answer it becomes; the text of a framework's own error may quote the URL, so it is replaced. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ShareExceeded) return new Problem(429, 'too-many-requests', error.message);
  if (error instanceof CommitUnknownError) return COMMIT_UNKNOWN;
  if (isInfrastructureFailure(error)) return UNAVAILABLE;
  if (!(error instanceof HttpException)) return UNEXPECTED;
  const status = error.getStatus();
  switch (status) {
    case 400:
      return new Problem(400, 'malformed-request', 'The request cannot be read: its body or its URL is malformed.');
    case 404:
      return NOT_FOUND;
    case 413:
      return new Problem(
        413,
        'too-large',
        'The body is larger than this address takes: 16,384 bytes; send less at once.',
      );
    case 415:
      return new Problem(415, 'unsupported-media-type', 'The body is of a media type that this service does not read.');
    default:
      return status < 500 ? new Problem(status, 'refused', 'The request was refused.') : UNEXPECTED;
  }
}

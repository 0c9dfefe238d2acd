import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noteRequest, TooManyFailures } from '#service';
import type { TokenRefusal } from '../../tenants/token-request.js';

/** An error of the token endpoint. */
export class OAuthError extends Error {
  constructor(readonly refusal: TokenRefusal) {
    super(refusal.description);
    this.name = 'OAuthError';
  }
}

/** RFC 6749 §5.2 has a form of its own for errors: clients of OAuth read it, and not problem+json. */
@Catch(OAuthError, TooManyFailures)
export class TokenErrorFilter implements ExceptionFilter<OAuthError | TooManyFailures> {
  catch(error: OAuthError | TooManyFailures, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (error instanceof TooManyFailures) return slow(error, reply);
    const { refusal } = error;
    noteRequest(host.switchToHttp().getRequest<FastifyRequest>(), { code: refusal.error });
    const isClientUnknown = refusal.error === 'invalid_client';
    if (isClientUnknown) void reply.header('www-authenticate', 'Basic realm="rollcall"');
    void reply
      .status(isClientUnknown ? 401 : 400)
      .header('cache-control', 'no-store')
      .send({ error: refusal.error, error_description: refusal.description });
  }
}

/** Its client is as unknown as one of 401. */
function slow({ status, retryAfter, detail }: TooManyFailures, reply: FastifyReply): void {
  void reply
    .status(status)
    .header('cache-control', 'no-store')
    .header('retry-after', String(retryAfter))
    .send({ error: 'invalid_client', error_description: detail });
}

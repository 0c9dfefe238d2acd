import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noteRequest, RateExceeded, TooManyFailures } from '#service';
import type { TokenRefusal } from '../../tenants/token-request.js';

/** An error of the token endpoint. */
export class OAuthError extends Error {
  constructor(readonly refusal: TokenRefusal) {
    super(refusal.description);
    this.name = 'OAuthError';
  }
}

/** RFC 6749 §5.2 has a form of its own for errors: clients of OAuth read it, and not problem+json. */
@Catch(OAuthError, TooManyFailures, RateExceeded)
export class TokenErrorFilter implements ExceptionFilter<OAuthError | TooManyFailures | RateExceeded> {
  catch(error: OAuthError | TooManyFailures | RateExceeded, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // Its client is as unknown as one of 401.
    if (error instanceof TooManyFailures) return slow(error, reply, { error: 'invalid_client', text: error.detail });
    if (error instanceof RateExceeded) return refuseForNow(error, reply);
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

/** RFC 6749 §5.2 has no word for it: that of §4.1.2.1. */
function refuseForNow(error: RateExceeded, reply: FastifyReply): void {
  if (error.endsConnection) void reply.header('connection', 'close');
  const text = `Too many tokens are asked for: keep each until it ends (expires_in), and repeat after ${error.retryAfter} s.`;
  slow(error, reply, { error: 'temporarily_unavailable', text });
}

interface Slowed {
  readonly error: string;
  readonly text: string;
}

function slow({ status, retryAfter }: TooManyFailures | RateExceeded, reply: FastifyReply, said: Slowed): void {
  void reply
    .status(status)
    .header('cache-control', 'no-store')
    .header('retry-after', String(retryAfter))
    .send({ error: said.error, error_description: said.text });
}

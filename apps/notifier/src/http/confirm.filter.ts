import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noteRequest, problemOf, TooManyFailures } from '#service';
import { NO_LINK, NOT_NOW, PAGE_HEADERS, TOO_MANY } from './confirm-page.js';

/** Answers with a page: who followed a link in a mail reads no JSON. */
@Catch()
export class ConfirmFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, code } = problemOf(error);
    noteRequest(request, { code });
    if (reply.sent) return;
    if (error instanceof TooManyFailures) void reply.header('retry-after', String(error.retryAfter));
    const page = status === 429 ? TOO_MANY : status < 500 ? NO_LINK : NOT_NOW;
    void reply.status(status).headers(PAGE_HEADERS).send(page);
  }
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { noteRequest, problemOf } from '#service';
import { addressOf } from './path.js';

/** What of a request was refused before anything of it was read: its body is none, or none that is taken. */
export function answeredToClient(error: unknown, request: FastifyRequest, reply: FastifyReply): boolean {
  const isOfClient = request.method === 'POST' && addressOf(request).split('?', 1)[0] === '/oauth/token';
  const { status, code, detail } = problemOf(error);
  if (!isOfClient || ![400, 413, 415].includes(status) || reply.sent) return false;
  noteRequest(request, { code });
  void reply
    .status(status)
    .header('cache-control', 'no-store')
    .send({ error: 'invalid_request', error_description: detail });
  return true;
}

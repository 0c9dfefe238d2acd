import type { FastifyRequest } from 'fastify';
import { goneOf, readerOf, type Asker } from '#service';

export function askerOf(request: FastifyRequest): Asker {
  return { tenantId: readerOf(request).tenantId, gone: goneOf(request) };
}

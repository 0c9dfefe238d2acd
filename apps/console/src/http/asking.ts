import type { FastifyRequest } from 'fastify';
import { currentTraceparent } from '#telemetry';
import type { Asking } from '../storage/tell.js';

/** Of a request, what the audit log is told. @param address a range */
export function askingOf(request: FastifyRequest, address: string): Asking & { readonly address: string } {
  return { requestId: request.id, traceparent: currentTraceparent(), address };
}

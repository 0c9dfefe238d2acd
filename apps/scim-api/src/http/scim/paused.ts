import type { FastifyRequest } from 'fastify';
import { ScimError } from '#scim';
import { pausedDetail, RETRY_AFTER_S } from '../../tenants/pause.js';
import { identityOf } from './identity.js';

/** Whoever has the connection's own credential is told, and nobody else. */
export class PausedError extends ScimError {
  readonly retryAfter = RETRY_AFTER_S;

  constructor(detail: string) {
    super('paused', detail);
  }
}

/** Before anything is asked, charged or read. @throws PausedError */
export function assertServed(request: FastifyRequest): void {
  const { pause } = identityOf(request);
  if (pause !== null) throw new PausedError(pausedDetail(pause));
}

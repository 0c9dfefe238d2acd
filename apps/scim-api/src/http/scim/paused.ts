import type { FastifyRequest } from 'fastify';
import { ScimError } from '#scim';
import { pausedDetail, RETRY_AFTER_S } from '../../tenants/pause.js';
import { GOING_LIVE_RETRY_S } from '../../tenants/shadow.js';
import { identityOf } from './identity.js';

/** Whoever has the connection's own credential is told, and nobody else. */
export class PausedError extends ScimError {
  readonly retryAfter = RETRY_AFTER_S;

  constructor(detail: string) {
    super('paused', detail);
  }
}

/** What the connection has done in its shadow goes live: nothing new may come between. */
export class GoingLiveError extends ScimError {
  readonly retryAfter = GOING_LIVE_RETRY_S;

  constructor() {
    super('going-live', GOING_LIVE);
  }
}

const GOING_LIVE =
  'What this connection has done in its shadow goes live, and nothing is read or written until that is done; where it waits for a decision, an administrator takes it.';

/** Before anything is asked, charged or read. @throws PausedError, GoingLiveError */
export function assertServed(request: FastifyRequest): void {
  const { pause, shadow } = identityOf(request);
  if (pause !== null) throw new PausedError(pausedDetail(pause));
  if (shadow === 'going-live') throw new GoingLiveError();
}

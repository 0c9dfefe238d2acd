import type { FastifyRequest } from 'fastify';
import { clientAddresses, type ClientOf } from './client-address.js';
import type { Logger } from './log.js';
import { Trail, type TrailFields } from './trail.js';

const MINUTE_MS = 60_000;
/** Failures of ours (5xx) before strangers that have lines of their own, in a minute. */
export const MAX_FAILURES_SHOWN = 600;

/**
 * Requests in the log of who was not let in: a 404 outside every route, a malformed request for a token, the published keys. By
 * network, route and status; of 5xx each has its line, up to {@link MAX_FAILURES_SHOWN} a minute. Metrics count them all.
 */
export class StrangerTrail {
  readonly #clientOf: ClientOf;
  readonly #trail: Trail;
  #failures = 0;
  #since = -Infinity;

  constructor(logger: Logger, clientOf: ClientOf = clientAddresses()) {
    this.#clientOf = clientOf;
    this.#trail = new Trail((fields, requests) => logger.info({ ...fields, requests }, 'requests of strangers'));
  }

  /** @returns whether it has a line of its own */
  note({ raw }: FastifyRequest, labels: TrailFields & { readonly status: number }): boolean {
    if (labels.status >= 500 && this.#showsFailure()) return true;
    return this.#trail.note(this.#clientOf(raw), labels) !== null;
  }

  #showsFailure(): boolean {
    const now = performance.now();
    if (now - this.#since >= MINUTE_MS) [this.#since, this.#failures] = [now, 0];
    this.#failures += 1;
    return this.#failures <= MAX_FAILURES_SHOWN;
  }
}

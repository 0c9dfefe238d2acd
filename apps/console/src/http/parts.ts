import type { FastifyRequest } from 'fastify';
import type { FailedCredentials, Logger } from '#service';
import type { SessionCookie } from '../sessions/cookie.js';
import type { SessionStore } from '../storage/session-store.js';
import type { Operations } from '../upstream/operations.js';
import type { Addresses, ServiceName } from '../upstream/services.js';
import type { Tenants } from '../upstream/tenants.js';
import type { Tokens } from '../upstream/tokens.js';

export const PARTS = Symbol('PARTS');

/** What the controllers share. */
export interface Parts {
  readonly sessions: SessionStore;
  readonly cookie: SessionCookie;
  readonly failures: FailedCredentials;
  readonly demonstrationKey: string | undefined;
  readonly operations: Operations;
  readonly services: Readonly<Record<ServiceName, Addresses>>;
  readonly tokens: Tokens;
  readonly tenants: Tenants;
  readonly webDir: string;
  readonly logger: Logger;
  /** From where a request comes, as a range. */
  readonly rangeOf: (request: FastifyRequest) => string;
}

import type { FastifyRequest } from 'fastify';
import type { FailedCredentials } from '#service';
import type { OwnCookie } from '../sessions/cookie.js';
import type { Passkeys } from '../sessions/passkey.js';
import type { PasskeyStore } from '../storage/passkey-store.js';
import type { ApprovalStore } from '../storage/approval-store.js';
import type { EmergencyStore } from '../storage/emergency-store.js';
import type { SightStore } from '../storage/sight-store.js';
import type { OwnStore } from '../storage/own-store.js';
import type { PeopleStore } from '../storage/people-store.js';
import type { SessionStore } from '../storage/session-store.js';
import type { SetupLinkStore } from '../storage/setup-link-store.js';
import type { TeamStore } from '../storage/team-store.js';
import type { Operations } from '../upstream/operations.js';
import type { UpstreamPlaces } from '../upstream/places.js';
import type { Addresses, ServiceName } from '../upstream/services.js';
import type { Tenants } from '../upstream/tenants.js';
import type { Tokens } from '../upstream/tokens.js';
import type { FewLines } from './few-lines.js';
import type { SignOnParts } from './sign-on-parts.js';

export const PARTS = Symbol('PARTS');

/** What the controllers share. */
export interface Parts {
  readonly sessions: SessionStore;
  readonly cookie: OwnCookie;
  readonly browserCookie: OwnCookie;
  readonly passkeys: Passkeys;
  readonly passkeyStore: PasskeyStore;
  readonly setupLinks: SetupLinkStore;
  readonly team: TeamStore;
  readonly signOn: SignOnParts;
  readonly people: PeopleStore;
  readonly own: OwnStore;
  readonly emergency: EmergencyStore;
  readonly sight: SightStore;
  readonly approvals: ApprovalStore;
  /** As browsers have it. */
  readonly consoleUrl: string;
  readonly failures: FailedCredentials;
  readonly demonstrationKey: string | undefined;
  readonly operations: Operations;
  readonly services: Readonly<Record<ServiceName, Addresses>>;
  readonly places: UpstreamPlaces;
  readonly tokens: Tokens;
  readonly tenants: Tenants;
  readonly webDir: string;
  /** Of what strangers can have written, too. */
  readonly logger: FewLines;
  /** From where a request comes, as a range. */
  readonly rangeOf: (request: FastifyRequest) => string;
}

import type { FastifyRequest } from 'fastify';
import { ScimError, type ErrorCode } from '#scim';
import { BoundedMap } from '#service';
import type { Decided, DecisionNotes } from '../../tenants/decision.js';
import type { Identity } from '../../tenants/identity.js';
import type { Method } from '../../tenants/methods.js';
import { idOf } from '../path.js';
import { ENDPOINTS } from './endpoints.js';
import { knownIdentity } from './identity.js';

const NAMES: ReadonlySet<string> = new Set(ENDPOINTS.map((name) => name.toLowerCase()));

/** Of a Tenant URL that ends with an endpoint: Entra asks for `/Users/Users`, and no id of ours is the name of an endpoint. */
export function hasEndpointForId(request: FastifyRequest): boolean {
  return NAMES.has(idOf(request).toLowerCase());
}

/** The same, where it has no route: of `POST /Users/Users` the other methods are no use. */
export function isBehindEndpoint(url: string): boolean {
  const [, , , first = '', second = ''] = url.replace(/[?#].*$/, '').split('/');
  return NAMES.has(first.toLowerCase()) && NAMES.has(second.toLowerCase());
}

const OF_ADDRESS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['unknown-endpoint', 'invalid-version']);

/** Milliseconds in which an address of a connection is told once, and so many of them: more would push out what else was decided. */
const ONCE_IN_MS = 60_000;
const MOST_AT_ONCE = 5;
const MAX_REMEMBERED = 10_000;

interface Told {
  readonly since: number;
  readonly paths: Set<string>;
}

export interface AstrayOptions {
  /** What belongs into Entra. */
  readonly tenantUrl: string;
  readonly decisions: DecisionNotes;
  readonly networkOf: (request: FastifyRequest) => string;
  /** A credential has been used: beside `/scim/v2` nothing else says so. */
  readonly onUse: (credentialId: string, request: FastifyRequest) => void;
  readonly now?: () => number;
}

/** Requests to where nothing is. Of a connection they are among its decisions: the sign-in is right, and the Tenant URL is not. */
export class Astray {
  readonly #options: AstrayOptions;
  /** By connection. */
  readonly #told = new BoundedMap<string, Told>(MAX_REMEMBERED);

  constructor(options: AstrayOptions) {
    this.#options = options;
  }

  /** The error as it is answered: with the address that is the right one. */
  tell(request: FastifyRequest, error: ScimError): ScimError {
    if (!OF_ADDRESS.has(error.code)) return error;
    const identity = knownIdentity(request);
    if (identity !== undefined) this.#note(request, identity);
    return new ScimError(error.code, `${WHAT[error.code] ?? WHAT['unknown-endpoint']} ${this.#remedy()}`);
  }

  #remedy(): string {
    return `Set the Tenant URL of the provisioning job to ${this.#options.tenantUrl}, with nothing behind it.`;
  }

  #note(request: FastifyRequest, identity: Identity): void {
    const { decisions, networkOf, onUse, tenantUrl } = this.#options;
    onUse(identity.credentialId, request);
    const received = shownPath(request.url);
    const told = this.#toldOf(identity.connectionId);
    if (told.has(received) || told.size >= MOST_AT_ONCE) return;
    told.add(received);
    decisions.note({
      ...whoseOf(request, identity),
      reason: 'unknown_endpoint',
      client: null,
      expected: tenantUrl,
      received,
      network: networkOf(request),
    });
  }

  #toldOf(connectionId: string): Set<string> {
    const { now = Date.now } = this.#options;
    const last = this.#told.get(connectionId);
    if (last !== undefined && now() - last.since < ONCE_IN_MS) return last.paths;
    const told = { since: now(), paths: new Set<string>() };
    this.#told.set(connectionId, told);
    return told.paths;
  }
}

const WHAT: Readonly<Partial<Record<ErrorCode, string>>> = {
  'unknown-endpoint': 'There is no SCIM endpoint at this address.',
  'invalid-version': 'This protocol version is not supported.',
};

/** A connection stands in for the credential that its client has none of. */
function whoseOf(
  request: FastifyRequest,
  { connectionId, credentialId }: Identity,
): Pick<Decided, 'connectionId' | 'credentialId' | 'method'> {
  const has = credentialId !== connectionId;
  return { connectionId, credentialId: has ? credentialId : null, method: methodOf(request, has) };
}

function methodOf({ headers }: FastifyRequest, hasCredential: boolean): Method {
  const isAccessToken = /^bearer +rca_/i.test(headers.authorization ?? '');
  if (hasCredential) return isAccessToken ? 'clientSecret' : 'token';
  return isAccessToken ? 'federated' : 'entraToken';
}

const MOST_SEGMENTS = 6;
/** As the segments of a Tenant URL are; anything else may be an id, or say whom it was about. */
const WORD = /^(?:[a-z]{1,20}|v\d{1,2})?$/i;

/** Where it went, without whom it was about. */
function shownPath(url: string): string {
  const segments = url
    .replace(/[?#].*$/, '')
    .split('/')
    .slice(0, MOST_SEGMENTS);
  return segments.map((segment) => (WORD.test(segment) ? segment : '{id}')).join('/');
}

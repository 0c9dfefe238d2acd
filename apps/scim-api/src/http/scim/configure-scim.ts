import { isUtf8 } from 'node:buffer';
import type { Server } from 'node:http';
import { pipeline } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BULK_SHAPE, GROUP_SHAPE, isPlainShape, MESSAGE_SHAPE, ScimError, shapeSteps, type BodyShape } from '#scim';
import { atOnceOrThen, routeOptionsOf, type MemoryShares } from '#service';
import { inTurns, turns } from '#turns';
import { acceptsScim } from './accepts.js';
import { allowWholeGroups, takesWholeGroup } from './group-bodies.js';
import { heldAsItComes, holdRequest } from './held-bytes.js';
import { asForm } from '../../tenants/json-form.js';
import { addressOf } from '../path.js';
import { hasEndpointForId } from './astray.js';
import { ENDPOINTS } from './endpoints.js';
import { knownIdentity } from './identity.js';
import { assertServed } from './paused.js';
import { chargeRequest } from './rate-limit.js';
import type { RateLimits } from '../../tenants/rate-limits.js';

/** RFC 7644 §3.8. */
const JSON_TYPES = ['application/scim+json', 'application/json'];

export interface ScimGate {
  readonly limits: RateLimits;
  /** A credential has been used by whoever sent this request. */
  readonly onUse: (credentialId: string, request: FastifyRequest) => void;
  readonly bodyLimit: number;
  /** Of the process's memory. */
  readonly shares: MemoryShares;
}

/** Reads SCIM's media types; behind the door, asks for the rate before a body is read. */
export function configureScim(app: NestFastifyApplication, { limits, onUse, bodyLimit, shares }: ScimGate): void {
  const fastify = app.getHttpAdapter().getInstance();
  // What is not SCIM has the process's own, small limit.
  fastify.addHook('onRoute', (route) => {
    if (isScimRoute(route.url)) route.bodyLimit ??= bodyLimit;
  });
  allowWholeGroups(fastify);
  // A body that names __proto__ or constructor.prototype is refused, not stripped.
  const parse = fastify.getDefaultJsonParser('error', 'error');
  const read: typeof parse = (request, text, done) =>
    parse(request, text, (error, parsed) => done(error, isTokenRequest(request) ? asForm(text, parsed) : parsed));
  // Fastify reads text by itself; nothing here takes it, and a 415 says so.
  fastify.removeContentTypeParser('text/plain');
  for (const type of JSON_TYPES) {
    app.useBodyParser<Server>(type, {}, (request, body, done) => {
      if (!isUtf8(body)) done(new ScimError('malformed-body', 'The body is not UTF-8 (RFC 7644 §3.8); encode it so.'));
      else
        atOnceOrThen(
          () => measured(request, body),
          (error) => (error === undefined ? read(request, body.toString('utf8'), done) : done(error)),
        );
    });
  }
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!addressOf(request).startsWith('/scim/')) return done();
    const identity = knownIdentity(request);
    const judge = (): void | Promise<void> => {
      if (hasEndpointForId(request)) throw new ScimError('unknown-endpoint');
      if (!acceptsScim(request.headers.accept)) throw new ScimError('not-acceptable');
      return identity === undefined ? undefined : holdRequest(shares, request, reply);
    };
    atOnceOrThen(() => {
      if (identity === undefined) return judge();
      onUse(identity.credentialId, request);
      assertServed(request);
      const charged = chargeRequest(request, limits);
      return charged === undefined ? judge() : charged.then(judge);
    }, done);
  });
  // Behind libs/service, which has found out whether there is a body at all.
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const isMessage = knownIdentity(request) !== undefined && hasBody(request);
    if (isMessage && !isScimType(request)) return done(new ScimError('unsupported-media-type'), payload);
    const held = heldAsItComes(request);
    done(null, held === null ? payload : pipeline(payload, held, () => undefined));
  });
}

/** What cannot be read in turns is not begun. @throws ScimError */
function measured(request: FastifyRequest, body: Uint8Array): void | Promise<void> {
  const route = routeOptionsOf(request).url ?? '';
  if (!isScimRoute(route)) return undefined;
  const shape = shapeOf(request);
  if (isPlainShape(body, shape)) return undefined;
  return inTurns(shapeSteps(body, shape), turns.begin(knownIdentity(request)?.tenantId));
}

function isTokenRequest(request: FastifyRequest): boolean {
  return routeOptionsOf(request).url === '/oauth/token';
}

function shapeOf(request: FastifyRequest): BodyShape {
  if (routeOptionsOf(request).url === '/scim/v2/Bulk') return BULK_SHAPE;
  return takesWholeGroup(request) ? GROUP_SHAPE : MESSAGE_SHAPE;
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** RFC 7644 §3.8: SCIM accepts two types, and judges what a client accepts behind its credential. */
export function isScimRoute(route: string): boolean {
  return route.startsWith('/scim/');
}

/** The token endpoint beside SCIM reads forms: a body that it could parse is no message of SCIM. */
function isScimType({ headers }: FastifyRequest): boolean {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return JSON_TYPES.includes(type.trim().toLowerCase());
}

/** RFC 7644 §3.13. An address without a version is one of the newest: `newestVersion` has rewritten it. */
export function isNewest(address: string): boolean {
  const [, version = 'v2'] = /^\/scim\/(v\d[^/?]*)/i.exec(address) ?? [];
  return version === 'v2';
}

/** As nearly all are: nothing of it is rewritten. */
const AS_WRITTEN = /^\/scim\/v2\/(?:Users|Groups|Bulk)(?:[/?]|$)/;

/** RFC 7644 §3.13: an address that names no version means the newest one. An endpoint may be spelled in any case. */
export function newestVersion(url: string): string {
  if (AS_WRITTEN.test(url)) return url;
  const versioned = url.replace(/^\/scim(?=$|\?)/i, '/scim/v2').replace(/^\/scim\/(?!v\d)/i, '/scim/v2/');
  return versioned.replace(/^\/scim\/v2\/([a-z]+)/i, (whole, name: string) => {
    const known = ENDPOINTS.find((endpoint) => endpoint.toLowerCase() === name.toLowerCase());
    return known === undefined ? whole : `/scim/v2/${known}`;
  });
}

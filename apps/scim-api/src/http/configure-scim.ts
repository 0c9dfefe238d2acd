import type { Server } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addressOf } from './path.js';
import { identify, type CredentialLookup } from './identity.js';
import { chargeRequest } from './rate-limit.js';
import type { RateLimits } from '../tenants/rate-limits.js';

/** RFC 7644 §3.8. */
const JSON_TYPES = ['application/scim+json', 'application/json'];

// RFC 7644 §4: discovery answers without a credential.
const OPEN = /^\/scim\/v2\/(ServiceProviderConfig|ResourceTypes|Schemas)(?:[/?]|$)/;

export interface ScimGate {
  readonly credentials: CredentialLookup;
  readonly limits: RateLimits;
  readonly bodyLimit: number;
}

/** Reads SCIM's media types; asks for credential and rate before a body is read: a stranger's is not parsed. */
export function configureScim(app: NestFastifyApplication, { credentials, limits, bodyLimit }: ScimGate): void {
  const fastify = app.getHttpAdapter().getInstance();
  // A body that names __proto__ or constructor.prototype is refused, not stripped.
  const parse = fastify.getDefaultJsonParser('error', 'error');
  // Fastify reads text by itself; nothing here takes it, and a 415 says so.
  fastify.removeContentTypeParser('text/plain');
  for (const type of JSON_TYPES) {
    app.useBodyParser<Server>(type, { bodyLimit }, (request, body, done) => {
      // A DELETE may name the type of a body that it does not have.
      if (body.length === 0) done(null, undefined);
      else void parse(request, body.toString('utf8'), done);
    });
  }
  fastify.addHook('onRequest', async (request) => {
    const address = addressOf(request);
    if (!address.startsWith('/scim/')) return;
    // With a credential discovery shows the company's own attributes, so a wrong one is not passed over.
    if (OPEN.test(address) && request.headers.authorization === undefined) return;
    await identify(request, credentials);
    await chargeRequest(request, limits);
  });
}

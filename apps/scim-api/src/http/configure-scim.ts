import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { identify, type CredentialLookup } from './identity.js';

/** RFC 7644 §3.8; a JSON body that names __proto__ or constructor.prototype is refused, not stripped. */
const SCIM_JSON = 'application/scim+json';

// RFC 7644 §4: discovery answers without a credential.
const OPEN = /^\/scim\/v2\/(ServiceProviderConfig|ResourceTypes|Schemas)(?:[/?]|$)/;

/** Reads SCIM's media type, and asks for the credential before a body is read: a stranger's is not parsed. */
export function configureScim(app: NestFastifyApplication, credentials: CredentialLookup, bodyLimit: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  const parser = fastify.getDefaultJsonParser('error', 'error');
  // Fastify reads text by itself; nothing here takes it, and a 415 says so.
  fastify.removeContentTypeParser('text/plain');
  fastify.addContentTypeParser(SCIM_JSON, { parseAs: 'string', bodyLimit }, parser);
  fastify.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/scim/') || OPEN.test(request.url)) return;
    await identify(request, credentials);
  });
}

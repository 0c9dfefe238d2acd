import type { FastifyInstance } from 'fastify';
import { REPORTS } from './door.js';

/** Of a page: what is ours, and nothing from elsewhere; strings become no script (Trusted Types). */
export function pagePolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `connect-src 'self'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
    `report-uri ${REPORTS}`,
    'report-to csp',
  ].join('; ');
}

/** Of what is no page. */
const NOTHING = `default-src 'none'; frame-ancestors 'none'; sandbox`;
const YEAR_SECONDS = 31_536_000;

/** On every answer, errors too. @param isHttps whether browsers come by https, and are to stay with it */
export function guardBrowsers(fastify: FastifyInstance, isHttps: boolean): void {
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('content-security-policy')) void reply.header('content-security-policy', NOTHING);
    void reply.headers({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
      'referrer-policy': 'no-referrer',
      'reporting-endpoints': `csp="${REPORTS}"`,
      'x-frame-options': 'DENY',
      ...(isHttps && { 'strict-transport-security': `max-age=${YEAR_SECONDS}; includeSubDomains` }),
    });
    done(null, payload);
  });
}

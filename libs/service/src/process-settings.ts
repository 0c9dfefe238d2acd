import { Type } from 'typebox';
import { MAX_CONNECTIONS, MAX_INTERNAL_CONNECTIONS } from './bound-connections.js';
import { INTERNAL_SETTINGS } from './internal-listener.js';
import { READER_RATE_SETTINGS } from './reader-rates.js';

/** The longest time that a setting says, in milliseconds: a century, with which every date can be reckoned. */
export const CENTURY_MS = 36_600 * 86_400_000;

/**
 * The variables of every process. Each setting of ours says in its schema's `description` what it is: the table in
 * deploy/README.md is made of these.
 *
 * @param port where it listens by default
 */
// The type is that of the schemas, which is what readConfig infers from.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function processSettings(port: number) {
  return {
    HOST: Type.String({ default: '127.0.0.1', description: 'the address that it listens on' }),
    PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: port, description: 'the port of what is public' }),
    ...INTERNAL_SETTINGS,
    MAX_CONNECTIONS: Type.Integer({
      default: MAX_CONNECTIONS,
      minimum: 10,
      description: `connections that it takes at once, half of them of one address; beyond it those on which nothing whole is asked are ended, of who has most first, and then new ones (the internal listener takes ${MAX_INTERNAL_CONNECTIONS})`,
    }),
    LOG_LEVEL: Type.String({ default: 'info', description: 'fatal, error, warn, info, debug or trace' }),
    DRAIN_GRACE_MS: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 3_600_000,
      description: 'milliseconds after SIGTERM in which requests are taken, `/readyz` being 503',
    }),
  };
}

/** Of every process that reads tokens of the token endpoint. */
export const READER_SETTINGS = {
  JWKS_URL: Type.String({ minLength: 1, description: 'where the issuer of tokens publishes its keys' }),
  TOKEN_ISSUER: Type.String({ minLength: 1, description: '`iss` of the tokens that it takes' }),
  ...READER_RATE_SETTINGS,
};

import type { Pool } from 'pg';
import { type Logger, type Readiness, EntraClouds, EntraKeys } from '#service';
import type { ScimApiConfig } from './config.js';
import { Credentials } from './storage/credentials.js';
import { EntraConnections } from './storage/entra-connections.js';
import { UserTypes } from './storage/user-types.js';
import { Assertions } from './tenants/assertions.js';
import { Bearers } from './tenants/bearers.js';
import type { CredentialLookup } from './tenants/identity.js';

export interface OpenBearers {
  readonly credentials: CredentialLookup;
  readonly clouds: EntraClouds;
  readonly assertions: Assertions;
  readonly readiness: Readiness;
  /** Settings have changed: every look-up is made anew. */
  forget(): void;
}

/** Whatever lets a connection in, and what of Entra is believed for it. */
export function openBearers(pool: Pool, config: ScimApiConfig, logger: Logger): OpenBearers {
  const clouds = new EntraClouds(config);
  const assertions = new Assertions(clouds, new EntraKeys(logger));
  const issued = new Credentials(pool, new UserTypes(pool));
  const signed = new EntraConnections(pool, { userTypes: new UserTypes(pool), assertions });
  return {
    credentials: new Bearers(issued, signed),
    clouds,
    assertions,
    readiness: readinessOf(clouds, logger),
    forget() {
      issued.forget();
      signed.forget();
    },
  };
}

/**
 * Whoever answers in a cloud's place signs in as its Entra: named as long as it is so, and logged. It is as it was set, on this machine
 * alone, so nothing has failed.
 */
function readinessOf({ replaced }: EntraClouds, logger: Logger): Readiness {
  if (replaced.size === 0) return {};
  const named = [...replaced].map(([cloud, url]) => `${cloud} by ${url}`).join(', ');
  const because = `ENTRA_AUTHORITIES is set: tokens are believed of ${named}, and not of Microsoft; it is for tests`;
  logger.warn({ reason: because }, 'ENTRA_AUTHORITIES is set');
  return { ENTRA_AUTHORITIES: () => ({ outcome: 'ok', because }) };
}

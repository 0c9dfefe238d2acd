import type { Pool } from 'pg';
import type { OutboxBell } from '#outbox';
import type { Logger } from '#service';
import { WatchedCredentialStore } from './storage/watched-credentials.js';
import { CredentialWatch } from './tenants/credential-watch.js';

/** The look at credentials that end, or have ended and are used; it has begun. @param pool of the role `admin` */
export function watchCredentials(pool: Pool, bell: OutboxBell, logger: Logger): CredentialWatch {
  const watch = new CredentialWatch({
    credentials: new WatchedCredentialStore(pool, () => bell.ring()),
    onFailure: (error) => logger.warn({ err: error }, 'ends of credentials could not be told; the next look is soon'),
  });
  watch.start();
  return watch;
}

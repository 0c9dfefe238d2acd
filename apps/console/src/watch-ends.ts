import type { Pool } from 'pg';
import { inOrder, type Check, type Logger } from '#service';
import { BackgroundLoop } from '#turns';
import type { ConsoleConfig } from './config.js';
import type { AppCredential } from './oidc/own-app.js';
import { EndsWatch, LOOK_MS } from './sign-on/watch-ends.js';
import { EndsStore, type OwnCertificate } from './storage/ends-store.js';

/** Looks for what single sign-on is locked with and ends soon. */
export function watchingEnds(
  config: Pick<ConsoleConfig, 'ownApp'>,
  log: Logger,
  { pool, ring }: { readonly pool: Pool; readonly ring: () => void },
): BackgroundLoop {
  const watch = new EndsWatch({ store: new EndsStore(pool, ring), own: ownCertificateOf(config) });
  return new BackgroundLoop({
    runOnce: () => watch.runOnce(),
    onFailure: (err) => log.warn({ err }, 'it could not be looked for what ends soon; it is tried again'),
    afterFailure: LOOK_MS,
  });
}

/** From here on the operator is told at each look at the process, beside the reminders. */
const OPERATOR_DAYS = 30;

/** What `/readyz` says of the end of what the installation's own app signs in with: requests are answered without it. */
export function ownCredentialInOrder({ ownApp }: Pick<ConsoleConfig, 'ownApp'>, now: () => number = Date.now): Check {
  const own = endOf(ownApp?.credential);
  return () => {
    const isFar = own === null || own.at.getTime() - now() > OPERATOR_DAYS * 86_400_000;
    return Promise.resolve(inOrder(isFar ? [] : [`the ${own.what} ends at ${own.at.toISOString()}: give another`]));
  };
}

/** null: there is none, or nobody said when. */
function endOf(credential: AppCredential | undefined): { readonly what: string; readonly at: Date } | null {
  switch (credential?.kind) {
    case 'certificate':
      return { what: 'certificate of MICROSOFT_CERTIFICATE', at: credential.notAfter };
    case 'secret':
      return credential.expiresAt === null ? null : { what: 'secret of MICROSOFT_SECRET', at: credential.expiresAt };
    case undefined:
      return null;
  }
}

function ownCertificateOf({ ownApp }: Pick<ConsoleConfig, 'ownApp'>): OwnCertificate | null {
  if (ownApp?.credential.kind !== 'certificate') return null;
  const { thumbprint, notAfter } = ownApp.credential;
  return { fingerprint: Buffer.from(thumbprint, 'base64url').toString('hex'), notAfter };
}

import { createLocalJWKSet, type JWK } from 'jose';
import { INSTALLATION } from '#contracts';
import {
  ReaderRates,
  TokenGuard,
  type Audience,
  type FailedCredentials,
  type ReaderRate,
  type RevocationLookUp,
  type TokenGuardOptions,
} from '#service';

export interface OwnGuardOptions {
  readonly issuer: string;
  readonly keys: { readonly published: { readonly keys: readonly JWK[] } };
  readonly isLetIn: (kind: 'reader' | 'tenant' | 'console' | 'grant', id: string) => Promise<boolean>;
  readonly failures: FailedCredentials;
  /** Where operators read by a grant. */
  readonly onGranted?: TokenGuardOptions['onGranted'];
}

const RATE: ReaderRate = { perSecond: 50, burst: 500 };

/** Who has a token for an API of this process, which issued it: it knows its keys, readers and consoles itself. */
export function ownGuard(
  audience: Audience,
  { issuer, keys, isLetIn, failures, onGranted }: OwnGuardOptions,
): TokenGuard {
  return new TokenGuard({
    issuer,
    audience: `rollcall:${audience}`,
    keys: { keyFor: (header) => createLocalJWKSet({ keys: [...keys.published.keys] })(header) },
    revocations: lookUpBy(keys, isLetIn),
    failures,
    rates: new ReaderRates({ rate: RATE }),
    ...(onGranted && { onGranted }),
  });
}

/** Nobody suspends the tenant of the installation, which is no row. */
function isOfAll(kind: string, id: string): boolean {
  return kind === 'tenant' && id === INSTALLATION;
}

/** What is asked of the truth itself is known up to this moment. */
function lookUpBy(keys: OwnGuardOptions['keys'], isLetIn: OwnGuardOptions['isLetIn']): RevocationLookUp {
  return {
    find: async (kind, id) => {
      const isKnown = (): boolean => keys.published.keys.some(({ kid }) => kid === id);
      const isGood = kind === 'key' ? isKnown() : isOfAll(kind, id) || (await isLetIn(kind, id));
      return { isRevoked: !isGood, unheardFor: 0 };
    },
  };
}

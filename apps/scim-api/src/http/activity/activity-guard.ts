import { createLocalJWKSet, type JWK } from 'jose';
import { ReaderRates, TokenGuard, type FailedCredentials, type ReaderRate, type RevocationLookUp } from '#service';

export interface ActivityGuardOptions {
  readonly issuer: string;
  readonly keys: { readonly published: { readonly keys: readonly JWK[] } };
  readonly isLetIn: (kind: 'reader' | 'tenant', id: string) => Promise<boolean>;
  readonly failures: FailedCredentials;
}

const RATE: ReaderRate = { perSecond: 50, burst: 500 };

/** Readers with a token for `rollcall:activity`: this process issued it, so it knows its keys and readers itself. */
export function activityGuard({ issuer, keys, isLetIn, failures }: ActivityGuardOptions): TokenGuard {
  return new TokenGuard({
    issuer,
    audience: 'rollcall:activity',
    keys: { keyFor: (header) => createLocalJWKSet({ keys: [...keys.published.keys] })(header) },
    revocations: lookUpBy(keys, isLetIn),
    failures,
    rates: new ReaderRates({ rate: RATE }),
  });
}

/** What is asked of the truth itself is known up to this moment. */
function lookUpBy(keys: ActivityGuardOptions['keys'], isLetIn: ActivityGuardOptions['isLetIn']): RevocationLookUp {
  return {
    find: async (kind, id) => {
      const isKnown = (): boolean => keys.published.keys.some(({ kid }) => kid === id);
      return { isRevoked: kind === 'key' ? !isKnown() : !(await isLetIn(kind, id)), unheardFor: 0 };
    },
  };
}

import { queryOptions } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Permission } from './permission.ts';
import { ownApi, rememberCsrf } from './client.ts';
import { isProblem } from './problem.ts';
import { rememberEnds, type EndsIn } from './session-ends.ts';

export type Role = 'identity-administrator' | 'auditor' | 'people' | 'employee' | 'operator';
export type AccountKind = 'demonstration' | 'local' | 'oidc' | 'saml';
export type Theme = 'auto' | 'light' | 'dark';

export interface Session {
  readonly account: {
    readonly id: string;
    readonly name: string;
    readonly kind: AccountKind;
    /** The `externalId` of whose it is; null: nobody's among the employees. */
    readonly person: string | null;
  };
  readonly tenant: {
    readonly id: string;
    readonly name: string;
    readonly slug: string;
    /** Where its days end; null: not known here, under a grant. */
    readonly timeZone: string | null;
  } | null;
  readonly roles: readonly Role[];
  readonly permissions: readonly Permission[];
  readonly csrf: string;
  readonly locale: string | null;
  readonly theme: Theme | null;
  readonly authTime: string;
  readonly expiresAt: string;
  /** Since when the directory cannot be asked whether people are still active; null: it can. */
  readonly peopleUnheardSince: string | null;
}

/** null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      // Apart: what is another each time would make all that shows the session draw itself anew.
      const { endsIn, ...session } = (await ownApi('GET', '/session')) as Session & { readonly endsIn?: EndsIn };
      rememberCsrf(session.csrf);
      // A replica of the release before does not say it.
      rememberEnds(endsIn ?? null);
      return session;
    } catch (error) {
      if (!isProblem(error, 401)) throw error;
      rememberEnds(null);
      return null;
    }
  },
  staleTime: 60_000,
  // In another window somebody else may have signed in.
  refetchOnWindowFocus: 'always',
});

/** Kept when a session ends, so that what somebody typed stays until they are back. */
export const SessionContext = createContext<Session | null>(null);

/** Of whoever is signed in: below the shell there is always one. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('A page is shown to people who are signed in.');
  return session;
}

export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}

export async function signInByDemonstration(secret: string): Promise<void> {
  await ownApi('POST', '/session/demo', { secret });
}

/** @returns where the session at the identity provider is ended, too; null: there is none, or it cannot be */
export async function signOut(): Promise<string | null> {
  const answer = (await ownApi('DELETE', '/session')) as { readonly url: string | null } | null;
  return answer?.url ?? null;
}

export async function prefer(wanted: { readonly locale?: string; readonly theme?: Theme }): Promise<void> {
  await ownApi('PATCH', '/session', wanted);
}

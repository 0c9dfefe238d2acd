import { queryOptions } from '@tanstack/react-query';
import { ownApi } from './client.ts';

/** Why somebody who came back from their identity provider is not signed in, as `/sign-in?refused=` says it. */
export const REFUSALS = [
  'expired',
  'not-yours',
  'no-role',
  'not-valid',
  'cancelled',
  'off',
  'changed',
  'suspended',
  'unknown-company',
  'guest',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/**
 * @param who a company's short name, or a mail address
 * @param to where they want to be then
 * @returns where to sign in; null: nowhere that may be told
 */
export async function askWhereToSignIn(who: string, to: string | null): Promise<string | null> {
  const body = { who, ...(to !== null && { to }) };
  return ((await ownApi('POST', '/sign-in', body)) as { readonly url: string | null }).url;
}

/** Where a page of ours says that the window may be closed. */
const AFTER_STEP_UP = '/sign-in?done=step-up';

/** @returns where somebody who signs in with Entra says once more who they are */
export async function beginStepUp(): Promise<string> {
  return ((await ownApi('POST', '/session/step-up', { to: AFTER_STEP_UP })) as { readonly url: string }).url;
}

/** What this installation offers beside what each company has. */
export const offersQuery = queryOptions({
  queryKey: ['sign-in', 'offers'],
  queryFn: async () =>
    (await ownApi('GET', '/sign-in')) as { readonly microsoft: boolean; readonly demonstration: boolean },
  staleTime: Infinity,
});

/** @returns Microsoft’s page, which says then whose somebody is */
export async function askMicrosoft(to: string | null): Promise<string> {
  return ((await ownApi('POST', '/sign-in/microsoft', to === null ? {} : { to })) as { readonly url: string }).url;
}

export interface Companies {
  /** Who has signed in at Microsoft. */
  readonly name: string;
  readonly companies: readonly { readonly id: string; readonly name: string }[];
}

/** Among which somebody chooses whose company at Microsoft has several here. */
export const companiesQuery = queryOptions({
  queryKey: ['sign-in', 'companies'],
  queryFn: async () => (await ownApi('GET', '/sign-in/companies')) as Companies,
  retry: false,
  staleTime: Infinity,
});

/** @returns where to go on */
export async function chooseCompany(id: string): Promise<string> {
  return ((await ownApi('POST', '/sign-in/companies', { id })) as { readonly to: string }).to;
}

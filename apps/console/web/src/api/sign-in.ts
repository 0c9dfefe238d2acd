import { ownApi } from './client.ts';

/** Why somebody who came back from their identity provider is not signed in, as `/sign-in?refused=` says it. */
export const REFUSALS = ['expired', 'not-yours', 'no-role', 'not-valid', 'cancelled', 'off', 'suspended'] as const;
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

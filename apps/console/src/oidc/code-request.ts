import { calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import type { CodeSecrets, Going } from '../sign-on/login-state.js';

/** `oid` comes with `profile`. */
const SCOPE = 'openid profile';

/** Who tests looks at whom they sign in as; a step-up is a sign-in anew. */
const PROMPTS: Readonly<Record<Going['purpose'], Readonly<Record<string, string>>>> = {
  'sign-in': {},
  test: { prompt: 'select_account' },
  'step-up': { prompt: 'login', max_age: '0' },
};

export interface CodeRequest<Method extends 'oidc' | 'microsoft'> {
  readonly method: Method;
  /** Of Entra's discovery document. */
  readonly endpoint: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly purpose: Going['purpose'];
}

/** Where a browser is sent for a code: PKCE, state and nonce are new each time. */
export async function codeRequest<Method extends 'oidc' | 'microsoft'>({
  method,
  endpoint,
  clientId,
  redirectUri,
  purpose,
}: CodeRequest<Method>): Promise<{ readonly url: string; readonly secrets: CodeSecrets<Method> }> {
  const secrets = { method, state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
  const url = new URL(endpoint);
  const asked = {
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: SCOPE,
    response_mode: 'query',
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
    code_challenge_method: 'S256',
    ...PROMPTS[purpose],
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return { url: url.href, secrets };
}

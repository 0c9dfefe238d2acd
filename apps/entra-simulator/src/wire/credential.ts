import { request } from 'undici';
import { assertionOf, bearerOf, reused, type Principal } from './entra-token.js';
import { isObject, parseJson, type Json } from './json.js';

/** What Entra authenticates with at the target. */
export interface Credential {
  token(): Promise<string>;
  /** Forgets a token that was refused; false when another one cannot be had. */
  renew(): boolean;
}

export class CredentialError extends Error {
  override readonly name = 'CredentialError';
}

/** The Secret Token of the provisioning page. */
export function bearer(token: string): Credential {
  return { token: () => Promise.resolve(token), renew: () => false };
}

/** Where the client's secret goes: `credentialLocationInRequest` of Microsoft Graph. */
export type SecretLocation = 'header' | 'body';

export interface Client {
  readonly id: string;
  readonly secret: string;
  readonly location: SecretLocation;
}

/** RFC 6749 §4.4, the client's id and secret in the body or by Basic (§2.3.1). */
export function clientCredentials(tokenUrl: string, { id, secret, location }: Client): Credential {
  return fromTokenEndpoint(tokenUrl, () => {
    if (location === 'body') return { form: { client_id: id, client_secret: secret } };
    const pair = [id, secret].map(formEncoded).join(':');
    return { form: {}, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
  });
}

export interface Federation extends Principal {
  readonly clientId: string;
}

/** RFC 7523 §2.2 as Entra does it: an assertion of its own issuer instead of a secret (Workload identity federation). */
export function federated(tokenUrl: string, federation: Federation): Credential {
  const assertion = reused((now) => assertionOf(federation, now));
  return fromTokenEndpoint(tokenUrl, () => ({
    form: {
      client_id: federation.clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion(),
    },
  }));
}

/** A blank Secret Token: Entra's own token on each request, for tests (Microsoft Learn, "Develop a SCIM endpoint"). */
export function entraToken(principal: Principal): Credential {
  const token = reused((now) => bearerOf(principal, now));
  return { token: () => Promise.resolve(token()), renew: () => false };
}

interface Authentication {
  readonly form: Readonly<Record<string, string>>;
  readonly authorization?: string;
}

// A token is fetched anew before it expires, so that no request is sent with one that does on the way.
const MARGIN_MS = 60_000;
// A token endpoint has the time that every answer of a target has.
const TIMEOUT_MS = 60_000;

function fromTokenEndpoint(url: string, authentication: () => Authentication): Credential {
  let held: { readonly token: Promise<string>; readonly until: number } | null = null;
  const fetchToken = async (): Promise<string> => {
    const { token, seconds } = await askFor(url, authentication());
    if (held !== null) held = { ...held, until: Date.now() + seconds * 1000 - MARGIN_MS };
    return token;
  };
  return {
    token: () => {
      if (held === null || held.until < Date.now()) {
        const token = fetchToken();
        held = { token, until: Infinity };
        token.catch(() => (held = null));
      }
      return held.token;
    },
    renew: () => {
      held = null;
      return true;
    },
  };
}

async function askFor(
  url: string,
  { form, authorization }: Authentication,
): Promise<{ token: string; seconds: number }> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...form, scope: 'scim' }).toString();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
    ...(authorization === undefined ? {} : { authorization }),
  };
  const times = { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS };
  const answer = await request(url, { method: 'POST', headers, body, ...times });
  const read = parseJson(await answer.body.text());
  if (answer.statusCode !== 200 || !isObject(read) || typeof read.access_token !== 'string') {
    throw new CredentialError(`the token endpoint answered ${answer.statusCode}${errorIn(read)}`);
  }
  return { token: read.access_token, seconds: typeof read.expires_in === 'number' ? read.expires_in : 3600 };
}

/** RFC 6749 §5.2, with what an administrator of Entra has to look at. */
function errorIn(answer: Json): string {
  if (!isObject(answer) || typeof answer.error !== 'string') return ': this is no answer of a token endpoint';
  const description = typeof answer.error_description === 'string' ? ` (${answer.error_description})` : '';
  const advice = answer.error === 'invalid_client' ? ': check client id, secret, or issuer, subject and audience' : '';
  return ` ${answer.error}${description}${advice}`;
}

/** Both halves of Basic are form-encoded (RFC 6749 §2.3.1). */
function formEncoded(text: string): string {
  return new URLSearchParams({ text }).toString().slice('text='.length);
}

import { AUDIENCES, isAudience, type Audience } from '#service';
import type { Reader } from './reader.js';

/** RFC 6749 §5.2, and RFC 8707 §2 for `invalid_target`. */
export type TokenErrorCode =
  'invalid_request' | 'invalid_client' | 'unauthorized_client' | 'unsupported_grant_type' | 'invalid_target';

export interface TokenRefusal {
  readonly ok: false;
  readonly error: TokenErrorCode;
  readonly description: string;
}

/** What a client sent to prove who it is. */
export type Proof =
  | { readonly method: 'clientSecret'; readonly secret: string }
  | { readonly method: 'federated'; readonly assertion: string };

export interface TokenRequest {
  readonly ok: true;
  readonly clientId: string;
  readonly proof: Proof;
  readonly audience: string | undefined;
}

export type Parameters = Readonly<Record<string, unknown>>;

/** RFC 7523 §2.2. */
export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Reads a client-credentials request: RFC 6749 §4.4.2, with the client's secret by Basic or in the body (§2.3.1), or an
 * assertion in its place (RFC 7523 §2.2). Any `scope` is taken: who asks for another one is granted what there is.
 */
export function readTokenRequest(authorization: string | undefined, body: unknown): TokenRequest | TokenRefusal {
  const form = readForm(body);
  if (isRefusal(form)) return form;
  const grantType = textOf(form, 'grant_type');
  if (grantType === undefined) return refuse('invalid_request', 'grant_type is missing.');
  if (grantType !== 'client_credentials') {
    return refuse(
      'unsupported_grant_type',
      'The grant types are client_credentials and, of the console, token-exchange.',
    );
  }
  const client = clientOf(authorization, form);
  if ('error' in client) return client;
  return { ok: true, ...client, audience: textOf(form, 'audience') };
}

/** The audience that a token is made for; without one named, the reader's only one. */
export function grantedAudience(
  reader: Pick<Reader, 'audiences'>,
  wanted: string | undefined,
): Audience | TokenRefusal {
  const [only, ...others] = reader.audiences;
  if (wanted === undefined || wanted === '') {
    if (only !== undefined && others.length === 0) return only;
    return refuse('invalid_request', `audience is missing: one of ${AUDIENCES.join(', ')}.`);
  }
  const audience = wanted.replace(/^rollcall:/, '');
  if (isAudience(audience) && reader.audiences.includes(audience)) return audience;
  return refuse('invalid_target', 'This client may not have a token for that audience.');
}

/** RFC 6749 §3.2: parameters must not be included more than once. */
export function readForm(body: unknown): Parameters | TokenRefusal {
  if (typeof body !== 'object' || body === null) return refuse('invalid_request', 'Send a form: grant_type, audience.');
  const form: Parameters = { ...body };
  const twice = Object.keys(form).some((name) => typeof form[name] !== 'string');
  return twice ? refuse('invalid_request', 'A parameter is given more than once, or is not text.') : form;
}

export function isRefusal(read: Parameters | TokenRefusal): read is TokenRefusal {
  return read.ok === false;
}

type Client = Pick<TokenRequest, 'clientId' | 'proof'>;

function clientOf(authorization: string | undefined, form: Parameters): Client | TokenRefusal {
  const [clientId, secret] = [textOf(form, 'client_id'), textOf(form, 'client_secret')];
  const assertion = assertionOf(form);
  if (typeof assertion === 'object') return assertion;
  // RFC 6749 §2.3: not more than one method of authentication in a request.
  if ([authorization, secret, assertion].filter((proof) => proof !== undefined).length > 1) {
    return refuse('invalid_request', 'Authenticate in one way: by header, by client_secret or by client_assertion.');
  }
  if (authorization !== undefined) return byHeader(authorization, clientId);
  if (clientId === undefined) return invalidClient();
  if (assertion !== undefined) return { clientId, proof: { method: 'federated', assertion } };
  // A secret that was left empty is a wrong one, as in Basic: whoever set the client up reads so among its decisions.
  return { clientId, proof: { method: 'clientSecret', secret: secret ?? '' } };
}

function assertionOf(form: Parameters): string | undefined | TokenRefusal {
  const [assertion, type] = [textOf(form, 'client_assertion'), textOf(form, 'client_assertion_type')];
  if (assertion === undefined && type === undefined) return undefined;
  if (type !== JWT_BEARER) return refuse('invalid_request', `client_assertion_type has to be ${JWT_BEARER}.`);
  return assertion ?? refuse('invalid_request', 'client_assertion is missing.');
}

function byHeader(authorization: string, named: string | undefined): Client | TokenRefusal {
  const client = basicCredentials(authorization) ?? invalidClient();
  if ('error' in client || named === undefined || isSame(named, client.clientId)) return client;
  return refuse('invalid_request', 'client_id names another client than the header.');
}

/** Ids are looked up in any case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they go into Basic (RFC 7617). */
function basicCredentials(authorization: string): Client | null {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return null;
  try {
    const secret = formDecode(text.slice(colon + 1));
    return { clientId: formDecode(text.slice(0, colon)), proof: { method: 'clientSecret', secret } };
  } catch {
    return null;
  }
}

function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** The same words for an unknown client, a wrong secret, a revoked one, a method that is off, an assertion that does not fit. */
export function invalidClient(): TokenRefusal {
  return refuse('invalid_client', 'The client is not known, or did not prove that it is this one.');
}

export function refuse(error: TokenErrorCode, description: string): TokenRefusal {
  return { ok: false, error, description };
}

export function textOf(form: Parameters, name: string): string | undefined {
  const value = form[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

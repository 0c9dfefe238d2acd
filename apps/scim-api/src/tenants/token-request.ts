import { AUDIENCES, isAudience, type Audience, type Reader } from './reader.js';

/** RFC 6749 §5.2, and RFC 8707 §2 for `invalid_target`. */
export type TokenErrorCode =
  'invalid_request' | 'invalid_client' | 'unauthorized_client' | 'unsupported_grant_type' | 'invalid_target';

export interface TokenRefusal {
  readonly ok: false;
  readonly error: TokenErrorCode;
  readonly description: string;
}

export interface TokenRequest {
  readonly ok: true;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly audience: string | undefined;
}

type Parameters = Readonly<Record<string, unknown>>;

/** Reads a client-credentials request: RFC 6749 §4.4.2, with the client's secret by Basic or in the body (§2.3.1). */
export function readTokenRequest(authorization: string | undefined, body: unknown): TokenRequest | TokenRefusal {
  if (typeof body !== 'object' || body === null) return refuse('invalid_request', 'Send a form: grant_type, audience.');
  const form: Parameters = { ...body };
  // RFC 6749 §3.2: parameters must not be included more than once.
  const twice = Object.keys(form).some((name) => typeof form[name] !== 'string');
  if (twice) return refuse('invalid_request', 'A parameter is given more than once, or is not text.');
  const grantType = textOf(form, 'grant_type');
  if (grantType === undefined) return refuse('invalid_request', 'grant_type is missing.');
  if (grantType !== 'client_credentials') {
    return refuse('unsupported_grant_type', 'The only grant type is client_credentials.');
  }
  const client = clientOf(authorization, form);
  if ('error' in client) return client;
  return { ok: true, ...client, audience: textOf(form, 'audience') };
}

/** The audience that a token is made for; without one named, the reader's only one. */
export function grantedAudience(reader: Reader, wanted: string | undefined): Audience | TokenRefusal {
  const [only, ...others] = reader.audiences;
  if (wanted === undefined || wanted === '') {
    if (only !== undefined && others.length === 0) return only;
    return refuse('invalid_request', `audience is missing: one of ${AUDIENCES.join(', ')}.`);
  }
  const audience = wanted.replace(/^rollcall:/, '');
  if (isAudience(audience) && reader.audiences.includes(audience)) return audience;
  return refuse('invalid_target', 'This client may not have a token for that audience.');
}

interface ClientSecret {
  readonly clientId: string;
  readonly clientSecret: string;
}

function clientOf(authorization: string | undefined, form: Parameters): ClientSecret | TokenRefusal {
  const clientId = textOf(form, 'client_id');
  const clientSecret = textOf(form, 'client_secret');
  if (authorization !== undefined) {
    // RFC 6749 §2.3: not more than one method of authentication in a request.
    if (clientSecret !== undefined) return refuse('invalid_request', 'Authenticate by header or by body, not by both.');
    return basicCredentials(authorization) ?? invalidClient();
  }
  return clientId === undefined || clientSecret === undefined ? invalidClient() : { clientId, clientSecret };
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they go into Basic (RFC 7617). */
function basicCredentials(authorization: string): ClientSecret | null {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return null;
  try {
    return { clientId: formDecode(text.slice(0, colon)), clientSecret: formDecode(text.slice(colon + 1)) };
  } catch {
    return null;
  }
}

function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** The same words for an unknown client, a wrong secret and a revoked one. */
export function invalidClient(): TokenRefusal {
  return refuse('invalid_client', 'The client is not known, or its secret is wrong.');
}

function refuse(error: TokenErrorCode, description: string): TokenRefusal {
  return { ok: false, error, description };
}

function textOf(form: Parameters, name: string): string | undefined {
  const value = form[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

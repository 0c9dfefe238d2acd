import { parseJson, textAt, at, type Value } from './json.js';

/** How the target's client proves itself: its secret by Basic or in the body (RFC 6749 §2.3.1), or an assertion (RFC 7523 §2.2). */
export const PROOFS = ['basic', 'body', 'assertion'] as const;
export type Proof = (typeof PROOFS)[number];

export interface TokenClient {
  readonly tokenUrl: string;
  readonly id: string;
  readonly by: Proof;
  /** The secret, or the assertion. */
  readonly proof: string;
}

/** An access token, and what the target said of it. */
export interface Granted {
  readonly token: string;
  readonly by: Proof;
  /** Seconds; undefined where the target does not say (RFC 6749 §5.1). */
  readonly expiresIn: number | undefined;
}

/** The token endpoint gave none, for a reason that has no secret in it. */
export class NoToken extends Error {}

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const MAX_ANSWER = 64 * 1_024;

/** By client credentials, with the scope that Entra asks for. No redirect is followed: the proof goes nowhere else. */
export async function accessToken(client: TokenClient, timeout: number): Promise<Granted> {
  const { headers, form } = proofOf(client);
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'scim', ...form });
  const answer = await ask(client.tokenUrl, { headers, body, timeout });
  const [token, type] = [textAt(answer.body, 'access_token') ?? '', textAt(answer.body, 'token_type') ?? ''];
  if (answer.status !== 200) throw new NoToken(`answered ${answer.status} ${codeIn(answer.body)}`.trim());
  if (!/^[\x21-\x7e]+$/.test(token) || type.toLowerCase() !== 'bearer')
    throw new NoToken('there is no bearer token in its answer');
  const expiresIn = at(answer.body, 'expires_in');
  return { token, by: client.by, expiresIn: typeof expiresIn === 'number' ? expiresIn : undefined };
}

function proofOf({ by, id, proof }: TokenClient): {
  readonly headers: Record<string, string>;
  readonly form: Record<string, string>;
} {
  switch (by) {
    case 'basic': {
      // RFC 6749 §2.3.1: each of the two is encoded as a form is, before the colon joins them.
      const joined = [id, proof].map((part) => encodeURIComponent(part)).join(':');
      return { headers: { authorization: `Basic ${Buffer.from(joined).toString('base64')}` }, form: {} };
    }
    case 'body':
      return { headers: {}, form: { client_id: id, client_secret: proof } };
    case 'assertion':
      return { headers: {}, form: { client_id: id, client_assertion_type: JWT_BEARER, client_assertion: proof } };
  }
}

interface Asking {
  readonly headers: Record<string, string>;
  readonly body: URLSearchParams;
  readonly timeout: number;
}

async function ask(url: string, { headers, body, timeout }: Asking): Promise<{ status: number; body: Value }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    return { status: response.status, body: parseJson((await response.text()).slice(0, MAX_ANSWER)) };
  } catch (error) {
    throw new NoToken(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** RFC 6749 §5.2: the code alone; a description may repeat what was sent. */
function codeIn(body: Value): string {
  const code = textAt(body, 'error') ?? '';
  return /^[a-z_]{1,40}$/.test(code) ? code : '';
}

import { randomBytes } from 'node:crypto';
import type { Place } from '../place.js';
import { Refusal, timestampOf } from '../refusal.js';
import { json, type Asked, type Reply } from '../reply.js';
import { isMet } from './challenge.js';
import { clientOf } from './client.js';
import type { Codes } from './codes.js';
import { idTokenOf } from './id-token.js';

/** The token endpoint: a code for an id token, once. The access token is for nothing here: Graph is not simulated. */
export async function tokenReply(place: Place, asked: Asked, codes: Codes): Promise<Reply> {
  try {
    return await exchanged(place, asked, codes);
  } catch (error) {
    if (error instanceof Refusal) return refused(error, place);
    throw error;
  }
}

async function exchanged(place: Place, asked: Asked, codes: Codes): Promise<Reply> {
  const { form } = asked;
  const type = required(form, 'grant_type');
  if (type !== 'authorization_code') throw new Refusal(70003, type);
  const application = await clientOf(place, asked);
  const { redirectUri, challenge, facts } = codes.redeem(required(form, 'code'), application.appId);
  const said = required(form, 'redirect_uri');
  if (said !== redirectUri) throw new Refusal(500112, said, redirectUri);
  if (challenge !== null && !isMet(challenge, required(form, 'code_verifier'))) throw new Refusal(501481);
  const isOpenId = facts.scopes.includes('openid');
  return noStore(
    json(200, {
      token_type: 'Bearer',
      scope: facts.scopes.join(' '),
      expires_in: 3_599,
      ext_expires_in: 3_599,
      access_token: randomBytes(64).toString('base64url'),
      ...(isOpenId && { id_token: idTokenOf(place, application, facts) }),
    }),
  );
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '') throw new Refusal(900144, name);
  return value;
}

function refused(refusal: Refusal, { now }: Place): Reply {
  const { code, error, traceId, correlationId } = refusal;
  return noStore(
    json(error === 'invalid_client' ? 401 : 400, {
      error,
      error_description: refusal.describedAt(now),
      error_codes: [code],
      timestamp: timestampOf(now),
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    }),
  );
}

function noStore(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, 'cache-control': 'no-store, no-cache', pragma: 'no-cache' } };
}

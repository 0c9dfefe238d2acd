import { createPublicKey, timingSafeEqual } from 'node:crypto';
import type { Application } from '../identity-provider.js';
import { applicationOf, ofAll, type Place } from '../place.js';
import { Refusal } from '../refusal.js';
import type { Asked } from '../reply.js';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Who calls the token endpoint: by a secret in the body or by Basic, or by what its key signs. @throws Refusal */
export async function clientOf(place: Place, { form, authorization }: Asked): Promise<Application> {
  const basic = basicOf(authorization);
  const appId = basic?.id ?? form.get('client_id') ?? issuerIn(form.get('client_assertion'));
  if (appId === null) throw new Refusal(900144, 'client_id');
  const application = applicationOf(place, appId);
  const [secret, assertion] = [basic?.secret ?? form.get('client_secret'), form.get('client_assertion')];
  if (assertion !== null)
    await assertProved(place, application, { assertion, type: form.get('client_assertion_type') });
  else if (secret === null) throw new Refusal(7000218);
  else assertSecret(application, secret, place.now);
  return application;
}

function assertSecret({ appId, secrets }: Application, secret: string, now: Date): void {
  const known = secrets.find(({ value }) => isSame(value, secret));
  if (known === undefined) throw new Refusal(7000215, appId);
  if (Date.parse(known.expiresAt) < now.getTime()) throw new Refusal(7000222, appId);
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** RFC 7523 §2.2. */
async function assertProved(
  { base, now }: Place,
  { appId, clientKeys }: Application,
  { assertion, type }: { readonly assertion: string; readonly type: string | null },
): Promise<void> {
  if (type !== JWT_BEARER) throw new Refusal(900144, 'client_assertion_type');
  // Loaded with the first assertion.
  const { jwtVerify } = await import('jose');
  const expected = {
    algorithms: ['RS256', 'PS256'],
    audience: [`${base}/oauth2/v2.0/token`, `${base}/v2.0`, `${ofAll(base)}/oauth2/v2.0/token`],
    issuer: appId,
    subject: appId,
    currentDate: now,
    // Of clocks that differ: a client's assertion is not valid before a second that has just begun.
    clockTolerance: 300,
    requiredClaims: ['exp'],
  };
  for (const key of clientKeys) {
    const isProved = await jwtVerify(assertion, createPublicKey(key), expected).then(
      () => true,
      () => false,
    );
    if (isProved) return;
  }
  throw new Refusal(700027, 'The key was not found, or audience, subject or times do not fit.');
}

/** RFC 6749 §2.3.1: both halves are form-encoded. */
function basicOf(authorization: string | null): { readonly id: string; readonly secret: string } | null {
  const encoded = /^Basic ([\w+/=-]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':').map(decoded);
  return { id, secret };
}

function decoded(part: string): string {
  return new URLSearchParams(`part=${part}`).get('part') ?? '';
}

/** An assertion may name its client alone. */
function issuerIn(assertion: string | null): string | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(assertion?.split('.')[1] ?? '', 'base64url').toString());
    if (typeof payload !== 'object' || payload === null || !('iss' in payload)) return null;
    return typeof payload.iss === 'string' ? payload.iss : null;
  } catch {
    return null;
  }
}

import * as client from 'openid-client';
import { AwayError, NoTokenError } from './way.js';

/**
 * What a test came to grief on, as far as an administrator can mend it at Entra or here: a closed list. Of a sign-in nobody is told,
 * and of a test only the browser that has begun it.
 */
export const TEST_FAULTS = [
  'secret',
  'entra',
  'away',
  'token',
  'certificate',
  'algorithm',
  'encrypted',
  'audience',
  'reply-url',
  'settings-changed',
  'message',
] as const;
export type TestFault = (typeof TEST_FAULTS)[number];

/** RFC 6749 §5.2: the client, by which Entra means the secret that it came with (AADSTS7000215, AADSTS7000222). */
const NOT_THE_SECRET = ['invalid_client', 'unauthorized_client'];

/** @param thrown why a code was not taken */
export function faultOfCode(thrown: unknown): TestFault {
  if (thrown instanceof AwayError) return 'away';
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  // RFC 6749 §5.2: a 401 may say by a challenge that it is the client.
  if (cause instanceof client.WWWAuthenticateChallengeError) return 'secret';
  if (cause instanceof client.ResponseBodyError) return NOT_THE_SECRET.includes(cause.error) ? 'secret' : 'entra';
  return cause instanceof NoTokenError ? 'entra' : 'token';
}

import { createHash } from 'node:crypto';
import { Refusal } from '../refusal.js';

export interface Challenge {
  readonly challenge: string;
  readonly method: 'S256' | 'plain';
}

/** RFC 7636 §4.3: what the verifier has to become; null where the client uses no PKCE. */
export function challengeOf(asked: URLSearchParams): Challenge | null {
  const challenge = asked.get('code_challenge');
  if (challenge === null) return null;
  const method = asked.get('code_challenge_method') ?? 'plain';
  if (method === 'S256' || method === 'plain') return { challenge, method };
  throw new Refusal(9002313, `'${method}' is no code_challenge_method.`);
}

/** RFC 7636 §4.6. */
export function isMet({ challenge, method }: Challenge, verifier: string): boolean {
  return (method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url')) === challenge;
}

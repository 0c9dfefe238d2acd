import type { Found } from './revocations.js';

/** A revoked reader is out within this time while the topics can be read. */
const REVOKED_WITHIN_S = 60;
/** While they cannot be read, a token is good for this long from its issue, however long it was to live. */
const MAX_UNHEARD_S = 3_600;

export interface TokenState {
  readonly found: readonly Found[];
  /** Seconds since the token was issued: its reader was not revoked then. */
  readonly age: number;
  /** The process has only begun to read what was revoked while it, or its database, was away. */
  readonly isCatchingUp: boolean;
}

/**
 * A token shows that its reader was not revoked when it was issued, and the projection knows of all revocations up to some
 * moment. What lies between the later of the two and now is not known: while the topics are read that is a few seconds.
 */
export function judgeToken({ found, age, isCatchingUp }: TokenState): 'good' | 'refused' | 'not-yet-known' {
  if (found.some(({ isRevoked }) => isRevoked)) return 'refused';
  const heard = found.map(({ unheardFor }) => unheardFor ?? Infinity);
  const unknownFor = Math.min(age, ...heard);
  if (unknownFor > REVOKED_WITHIN_S && isCatchingUp && heard.some(Number.isFinite)) return 'not-yet-known';
  return unknownFor > MAX_UNHEARD_S ? 'refused' : 'good';
}

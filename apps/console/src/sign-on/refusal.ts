import type { FailureReason } from '#service';

/** Why somebody whom Entra sent is not let in, as the page at `/sign-in` is told. */
export type Refusal =
  | 'expired'
  | 'not-yours'
  | 'no-role'
  | 'not-valid'
  | 'cancelled'
  | 'off'
  | 'changed'
  | 'suspended'
  | 'unknown-company'
  | 'guest';

/** As a failed sign-in is counted. */
export const REASONS: Readonly<Record<Refusal, FailureReason>> = {
  expired: 'expired',
  'not-yours': 'foreign',
  'no-role': 'unknown',
  'not-valid': 'forged',
  // Nobody tried anything.
  cancelled: 'missing',
  off: 'wrong',
  // The settings are others than those that the answer was held against.
  changed: 'expired',
  suspended: 'revoked',
  'unknown-company': 'unknown',
  guest: 'foreign',
};

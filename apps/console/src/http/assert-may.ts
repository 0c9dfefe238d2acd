import { needsFreshSignIn, permissionsOf, Problem, STEP_UP_S, type Permission } from '#service';
import type { Session } from '../sessions/session.js';

const NOT_PERMITTED = new Problem(
  403,
  'not-permitted',
  'None of your roles permits this; whoever administers access can give you one that does.',
);
const STEP_UP = new Problem(
  403,
  'step-up-required',
  `This is done only within ${STEP_UP_S / 60} minutes of a sign-in: sign in again, and send it once more.`,
  { maxAge: STEP_UP_S },
);

/** Of what is the console's own; the services ask for themselves. @throws Problem */
export function assertMay({ account, authTime }: Session, permission: Permission, now: number = Date.now()): void {
  if (!permissionsOf(account.roles).has(permission)) throw NOT_PERMITTED;
  if (needsFreshSignIn(permission) && now - authTime.getTime() > STEP_UP_S * 1_000) throw STEP_UP;
}

import { needsFreshSignIn, NOT_PERMITTED, permissionsOf, STEP_UP, STEP_UP_S, type Permission } from '#service';
import type { Session } from '../sessions/session.js';

/** Of what is the console's own; the services ask for themselves. @throws Problem */
export function assertMay(session: Session, permission: Permission, now: number = Date.now()): void {
  const { roles, seesSensitive } = session.account;
  if (!permissionsOf(roles, seesSensitive).has(permission)) throw NOT_PERMITTED;
  if (needsFreshSignIn(permission)) assertFresh(session, now);
}

/** Of what is somebody's own, and opens doors all the same. @throws Problem */
export function assertFresh({ authTime }: Pick<Session, 'authTime'>, now: number = Date.now()): void {
  if (now - authTime.getTime() > STEP_UP_S * 1_000) throw STEP_UP;
}

import type { FastifyReply } from 'fastify';
import { Problem } from '#service';
import { newLogin, type Going } from '../sign-on/login-state.js';
import { ownPath } from '../sign-on/own-path.js';
import type { SignOn, SignOnMethod } from '../sign-on/settings.js';
import { AwayError } from '../sign-on/way.js';
import type { Parts } from './parts.js';

export const ENTRA_AWAY = new Problem(
  503,
  'entra-away',
  'Entra cannot be asked at this moment, or the secret of the app is not to be had; try again in a minute.',
);

/** Where the browser is to go; its cookie keeps what it has to bring back. @throws Problem */
export async function leaveFor(
  { signOn }: Pick<Parts, 'signOn'>,
  reply: FastifyReply,
  { method, settings, going }: { readonly method: SignOnMethod; readonly settings: SignOn; readonly going: Going },
): Promise<string> {
  const way = signOn.ways[method];
  if (way === null) throw ENTRA_AWAY;
  const own = { ...going, to: ownPath(going.to), former: going.former === null ? null : formerIn(going.former) };
  try {
    const { url, secrets } = await way.leave(settings, own);
    void reply.header('set-cookie', signOn.cookie.set(newLogin(own, secrets)));
    return url;
  } catch (error) {
    throw error instanceof AwayError ? ENTRA_AWAY : error;
  }
}

/** And nothing else of a session. */
function formerIn({ id, account }: NonNullable<Going['former']>): NonNullable<Going['former']> {
  return { id, account: { id: account.id, tenantId: account.tenantId } };
}

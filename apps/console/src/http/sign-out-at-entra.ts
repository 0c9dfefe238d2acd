import type { SignOnMethod } from '../sign-on/settings.js';
import type { Parts } from './parts.js';

/**
 * Where somebody who has signed out here ends their session at Entra, too. Theirs here has ended by then: whatever is wrong there,
 * they are told of no fault.
 *
 * @param way by which the session that ended had begun
 */
export async function signOutAtEntra(
  { signOn, logger }: Pick<Parts, 'signOn' | 'logger'>,
  tenantId: string,
  way: SignOnMethod | null,
): Promise<string | null> {
  if (way === null) return null;
  try {
    const settings = await signOn.store.find(tenantId);
    return (await signOn.ways[way]?.signOut?.(settings)) ?? null;
  } catch (err) {
    logger.warn({ err, tenantId }, 'Entra cannot be asked where sessions there are ended; the one here has ended');
    return null;
  }
}

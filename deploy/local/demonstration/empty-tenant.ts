import type { DemonstrationSecrets } from '../secrets.js';
import { AdminClient } from './admin-client.js';
import type { Surroundings } from './demonstrate.js';

/** Nobody has connected anything here: a person does, in the console. */
export const EMPTY_TENANT = 'Adventure Works';
const DOMAIN = 'adventure-works.example';

/** Its id; an earlier start's is used again, with what was connected there since. */
export async function openEmptyTenant(around: Surroundings, known: DemonstrationSecrets): Promise<string> {
  const admin = new AdminClient(around, around.operatorToken);
  if (known.empty !== undefined && (await admin.hasTenant(known.empty))) return known.empty;
  const empty = await admin.createTenant(EMPTY_TENANT, `it-admin@${DOMAIN}`);
  await admin.verifyDomain(empty, DOMAIN, 'It belongs to this demonstration.');
  await around.remember({ ...known, empty });
  return empty;
}

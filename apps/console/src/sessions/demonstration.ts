import { createHmac, timingSafeEqual } from 'node:crypto';
import { isUuid } from '#postgres';
import { NO_TENANT, type Role } from './session.js';

/** Whom a link of the demonstration lets in. */
export interface Link {
  /** Names the account. */
  readonly as: string;
  readonly tenantId: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

const PEOPLE: ReadonlyMap<string, Pick<Link, 'name' | 'roles'>> = new Map([
  ['administrator', { name: 'Ada Administrator', roles: ['identity-administrator'] }],
  ['auditor', { name: 'Otto Auditor', roles: ['auditor'] }],
  ['people', { name: 'Pia People', roles: ['people'] }],
  ['operator', { name: 'Omar Operator', roles: ['operator'] }],
]);

export const MOST_SECRET = 200;

/**
 * Whom the secret of a link lets in: `<who>.<tenant>.<HMAC-SHA256 of what stands before>`, by a key that one start of the
 * demonstration has and nobody else, so that it ends with that start and no other deployment takes it. Null: nobody.
 */
export function readLink(secret: string, key: string | undefined): Link | null {
  const [as = '', tenant = '', mac = '', ...more] = secret.split('.');
  if (key === undefined || more.length > 0 || !isSigned(`${as}.${tenant}`, mac, key)) return null;
  const person = PEOPLE.get(as);
  if (person === undefined) return null;
  // Operators belong to no tenant, and nobody else does.
  if (as === 'operator') return tenant === '' ? { as, tenantId: NO_TENANT, ...person } : null;
  return isUuid(tenant) ? { as, tenantId: tenant, ...person } : null;
}

function isSigned(text: string, mac: string, key: string): boolean {
  const [given, wanted] = [Buffer.from(mac, 'base64url'), createHmac('sha256', key).update(text).digest()];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

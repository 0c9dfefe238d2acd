import { NO_TENANT } from '../sessions/session.js';

const TENANTS = '/admin/tenants/';

/**
 * The path with the tenant in the place of `self`. Null: it names a tenant that is not the session's. Operators belong to
 * none and name the one they mean.
 */
export function withTenant(path: string, tenantId: string): string | null {
  if (!path.startsWith(TENANTS)) return path;
  const [asked = '', ...rest] = path.slice(TENANTS.length).split('/');
  if (tenantId === NO_TENANT) return asked === 'self' ? null : path;
  if (asked !== 'self' && asked.toLowerCase() !== tenantId) return null;
  return [TENANTS + tenantId, ...rest].join('/');
}

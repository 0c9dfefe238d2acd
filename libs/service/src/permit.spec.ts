import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { rememberCaller, type Caller } from './caller.js';
import { permissionsByExport, permissionsByGrant, permissionsOf, type Permission } from './permissions.js';
import { assertFreshSignIn, permit } from './permit.js';

const NOW_S = 1_000_000;
const now = (): number => NOW_S * 1_000;
const TENANT = '0198c0de-0000-7000-8000-000000000001';

const ADMINISTRATOR: Caller = {
  kind: 'account',
  name: 'ada',
  tenantId: TENANT,
  roles: ['identity-administrator'],
  permissions: permissionsOf(['identity-administrator']),
  address: null,
  signIn: { authTime: NOW_S, amr: ['hwk'] },
  grant: null,
  exports: null,
  person: null,
  approved: null,
};
const OPERATOR: Caller = { ...ADMINISTRATOR, name: 'omar', roles: ['operator'] };
const BY_GRANT: Caller = { ...OPERATOR, grant: 'grant-1', permissions: permissionsByGrant() };
const EXPORTING: Caller = { ...OPERATOR, tenantId: null, exports: TENANT, permissions: permissionsByExport() };
const LONG_AGO = { authTime: NOW_S - 306, amr: ['hwk'] };

function asked(caller: Caller, permission: Permission, method = 'GET'): FastifyRequest {
  const request = { method, params: {}, routeOptions: { config: { permission } } } as unknown as FastifyRequest;
  rememberCaller(request, caller);
  return request;
}

const codeOf = (work: () => void): unknown => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as { readonly code?: string }).code;
  }
};
const judged = (...of: Parameters<typeof asked>): unknown => codeOf(() => permit(asked(...of), now));

describe('what a route asks for', () => {
  it.each<[string, Parameters<typeof asked>, string | null]>([
    ['reading by a grant', [BY_GRANT, 'people:read'], null],
    ['writing by a grant, whatever the route names', [BY_GRANT, 'people:read', 'POST'], 'not-permitted'],
    ['what a grant does not open', [BY_GRANT, 'audit:export'], 'not-permitted'],
    ['writing by an export', [EXPORTING, 'tenants:export', 'DELETE'], 'not-permitted'],
    ['an export that takes long', [{ ...EXPORTING, signIn: LONG_AGO }, 'tenants:export'], null],
    ['what needs a fresh sign-in', [{ ...ADMINISTRATOR, signIn: LONG_AGO }, 'team:change'], 'step-up-required'],
    ['the same soon after one', [ADMINISTRATOR, 'team:change', 'POST'], null],
  ])('is judged: %s', (_what, of, code) => {
    expect(judged(...of)).toBe(code);
  });

  it('may be a fresh sign-in for a part of its body: by the same clock, and of no program', () => {
    const part = (caller: Caller): unknown => {
      const request = asked(caller, 'settings:change', 'PATCH');
      permit(request, now);
      return codeOf(() => assertFreshSignIn(request));
    };
    expect([
      part(ADMINISTRATOR),
      part({ ...ADMINISTRATOR, signIn: LONG_AGO }),
      part({ ...ADMINISTRATOR, kind: 'reader', signIn: null }),
      part({ ...ADMINISTRATOR, kind: 'operator', signIn: null, permissions: null }),
    ]).toEqual([null, 'step-up-required', 'not-permitted', null]);
  });
});

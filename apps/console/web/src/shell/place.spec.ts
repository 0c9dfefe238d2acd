import { describe, expect, it } from '@jest/globals';
import type { Permission } from '../api/permission.ts';
import type { Role, Session } from '../api/session.ts';
import type { PageRoute } from '../pages/page-route.ts';
import { homeOf, mayOpen } from './place.ts';

function page(path: string, needs: readonly Permission[], scope: 'tenant' | 'installation' = 'tenant'): PageRoute {
  const load = (): Promise<never> => Promise.reject(new Error('It is not opened.'));
  return {
    path,
    scope,
    needs,
    title: { en: path, de: path },
    roles: [],
    nav: { section: 'start', icon: 'home' },
    load,
  };
}

const PAGES = [
  page('', ['overview:read']),
  page('people', ['people:read']),
  page('audit', ['audit:read']),
  page('', ['installation:read'], 'installation'),
];

function session(role: Role, permissions: readonly Permission[]): Session {
  const tenant = role === 'operator' ? null : { id: 'one', name: 'One', slug: 'one' };
  return { roles: [role], permissions, tenant } as unknown as Session;
}

describe('the first page', () => {
  it.each([
    ['identity-administrator', ['overview:read', 'people:read', 'audit:read'], '/t/one'],
    ['auditor', ['overview:read', 'people:read', 'audit:read'], '/t/one/audit'],
    ['people', ['overview:read', 'people:read'], '/t/one/people'],
    ['people', ['overview:read'], '/t/one'],
    ['employee', [], '/t/one/preferences'],
    ['operator', ['overview:read', 'installation:read'], '/installation'],
  ] as const)('of %s with %j is %s', (role, permissions, home) => {
    expect(homeOf(session(role, permissions), PAGES)).toBe(home);
  });
});

describe('a page', () => {
  it('opens for whoever has one of its permissions, in the place where it is', () => {
    const [overview, people] = PAGES as [PageRoute, PageRoute];
    expect(mayOpen(session('people', ['people:read']), people)).toBe(true);
    expect(mayOpen(session('people', ['people:read']), overview)).toBe(false);
    expect(mayOpen(session('operator', ['overview:read']), overview)).toBe(false);
    expect(mayOpen(session('employee', []), page('preferences', []))).toBe(true);
  });
});

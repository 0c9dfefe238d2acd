import type { Session } from '../api/session.ts';
import { useSession } from '../api/session.ts';
import type { PageRoute } from '../pages/page-route.ts';
import { useSight } from './sight.ts';

/** Where the pages of a session begin: those of its tenant, or those of the installation. */
export function baseOf({ tenant }: Pick<Session, 'tenant'>): string {
  return tenant === null ? '/installation' : `/t/${tenant.slug}`;
}

/** The address of a page by its path below the tenant: `path('people/42')`. What is seen by a grant is below that. */
export function useTenantPath(): (path: string) => string {
  const own = baseOf(useSession());
  const base = useSight()?.base ?? own;
  return (path) => (path === '' ? base : `${base}/${path}`);
}

export function mayOpen({ permissions, tenant }: Pick<Session, 'permissions' | 'tenant'>, page: PageRoute): boolean {
  const scope = tenant === null ? 'installation' : 'tenant';
  const isHere = (page.scope ?? 'tenant') === scope || page.needs.length === 0;
  return isHere && (page.needs.length === 0 || page.needs.some((one) => permissions.includes(one)));
}

/** The first page of each role (console's pages by job). */
const FIRST: Readonly<Record<string, string>> = { auditor: 'audit', people: 'people', employee: 'people' };

export function homeOf(session: Session, pages: readonly PageRoute[]): string {
  const open = pages.filter((page) => mayOpen(session, page) && page.nav !== undefined);
  const [role = ''] = session.roles;
  const first = open.find(({ path }) => path === (FIRST[role] ?? '')) ?? open[0];
  const base = baseOf(session);
  if (first === undefined) return `${base}/preferences`;
  return first.path === '' ? base : `${base}/${first.path}`;
}

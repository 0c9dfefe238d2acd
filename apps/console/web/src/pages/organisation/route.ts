import type { PageRoute } from '../page-route.ts';

export const organisation: PageRoute = {
  path: 'organisation',
  title: { en: 'Organisation', de: 'Organisation' },
  needs: ['people:read'],
  roles: ['identity-administrator', 'auditor', 'people'],
  nav: { section: 'directory', icon: 'organisation', key: 'r' },
  reads: 'directory',
  load: () => import('./page.tsx'),
};

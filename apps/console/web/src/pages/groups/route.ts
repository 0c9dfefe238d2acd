import type { PageRoute } from '../page-route.ts';

export const groups: PageRoute = {
  path: 'groups',
  title: { en: 'Groups', de: 'Gruppen' },
  needs: ['people:read'],
  roles: ['identity-administrator', 'auditor', 'people'],
  nav: { section: 'directory', icon: 'groups', key: 'g' },
  reads: 'directory',
  load: () => import('./page.tsx'),
};

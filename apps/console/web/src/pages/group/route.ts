import type { PageRoute } from '../page-route.ts';

export const group: PageRoute = {
  path: 'groups/$id',
  title: { en: 'Group', de: 'Gruppe' },
  needs: ['people:read'],
  roles: ['identity-administrator', 'auditor', 'people'],
  parent: 'groups',
  reads: 'directory',
  load: () => import('./page.tsx'),
};

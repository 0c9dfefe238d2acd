import type { PageRoute } from '../page-route.ts';

export const person: PageRoute = {
  path: 'people/$id',
  title: { en: 'Person', de: 'Person' },
  needs: ['colleagues:read'],
  roles: ['identity-administrator', 'auditor', 'people', 'employee'],
  parent: 'people',
  reads: 'directory',
  load: () => import('./page.tsx'),
};

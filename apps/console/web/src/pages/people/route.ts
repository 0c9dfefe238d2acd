import type { PageRoute } from '../page-route.ts';

export const people: PageRoute = {
  path: 'people',
  title: { en: 'People', de: 'Personen' },
  needs: ['colleagues:read'],
  roles: ['identity-administrator', 'auditor', 'people', 'employee'],
  nav: { section: 'directory', icon: 'people', key: 'p' },
  reads: 'directory',
  load: () => import('./page.tsx'),
};

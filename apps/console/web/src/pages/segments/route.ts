import type { PageRoute } from '../page-route.ts';

export const segments: PageRoute = {
  path: 'segments',
  title: { en: 'Segments', de: 'Segmente' },
  needs: ['people:read'],
  roles: ['identity-administrator', 'auditor', 'people'],
  nav: { section: 'directory', icon: 'filter', key: 'f' },
  reads: 'directory',
  load: () => import('./page.tsx'),
};

import type { PageRoute } from '../page-route.ts';

export const overview: PageRoute = {
  path: '',
  title: { en: 'Overview', de: 'Überblick' },
  needs: ['overview:read'],
  roles: ['identity-administrator', 'auditor', 'people'],
  nav: { section: 'start', icon: 'home', key: 'o' },
  load: () => import('./page.tsx'),
};

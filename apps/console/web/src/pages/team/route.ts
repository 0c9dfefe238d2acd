import type { PageRoute } from '../page-route.ts';

export const team: PageRoute = {
  path: 'team',
  title: { en: 'Team and access', de: 'Team und Zugriff' },
  needs: ['settings:read'],
  roles: ['identity-administrator', 'auditor'],
  nav: { section: 'settings', icon: 'groups', key: 't' },
  load: () => import('./page.tsx'),
};

import type { PageRoute } from '../page-route.ts';

export const tenants: PageRoute = {
  path: '',
  scope: 'installation',
  title: { en: 'Tenants', de: 'Mandanten' },
  needs: ['installation:read'],
  roles: ['operator'],
  nav: { section: 'start', icon: 'building', key: 'o' },
  load: () => import('./page.tsx'),
};

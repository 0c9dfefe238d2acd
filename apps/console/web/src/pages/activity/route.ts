import type { PageRoute } from '../page-route.ts';

export const activity: PageRoute = {
  path: 'activity',
  title: { en: 'Activity', de: 'Aktivität' },
  needs: ['activity:read'],
  roles: ['identity-administrator', 'auditor'],
  nav: { section: 'provisioning', icon: 'activity', key: 'a' },
  load: () => import('./page.tsx'),
};

import type { PageRoute } from '../page-route.ts';

export const deliveries: PageRoute = {
  path: 'deliveries',
  title: { en: 'Deliveries', de: 'Zustellungen' },
  needs: ['deliveries:read', 'deliveries:reports'],
  roles: ['identity-administrator', 'auditor', 'people'],
  nav: { section: 'evidence', icon: 'mail', key: 'd' },
  reads: 'notifier',
  load: () => import('./page.tsx'),
};

import type { PageRoute } from '../page-route.ts';

export const audit: PageRoute = {
  path: 'audit',
  title: { en: 'Audit', de: 'Audit' },
  needs: ['audit:read'],
  roles: ['identity-administrator', 'auditor'],
  nav: { section: 'evidence', icon: 'audit', key: 'u' },
  reads: 'audit',
  load: () => import('./page.tsx'),
};

import type { PageRoute } from '../page-route.ts';

export const integrations: PageRoute = {
  path: 'configuration/integrations',
  title: { en: 'Integrations', de: 'Integrations' },
  needs: ['settings:read'],
  roles: ['identity-administrator', 'auditor'],
  parent: 'configuration',
  load: () => import('./page.tsx'),
};

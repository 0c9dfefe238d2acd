import type { PageRoute } from '../page-route.ts';

export const configuration: PageRoute = {
  path: 'configuration',
  // The words of the product that administrators know: the same in every language.
  title: { en: 'Configuration', de: 'Configuration' },
  needs: ['settings:read'],
  roles: ['identity-administrator', 'auditor'],
  nav: { section: 'settings', icon: 'settings', key: 's' },
  load: () => import('./page.tsx'),
};

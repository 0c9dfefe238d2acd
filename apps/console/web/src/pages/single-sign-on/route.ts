import type { PageRoute } from '../page-route.ts';

export const singleSignOn: PageRoute = {
  path: 'configuration/single-sign-on',
  title: { en: 'Single sign-on', de: 'Single Sign-on' },
  needs: ['settings:read'],
  roles: ['identity-administrator', 'auditor'],
  parent: 'configuration',
  load: () => import('./page.tsx'),
};

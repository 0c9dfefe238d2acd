import type { PageRoute } from '../page-route.ts';

export const customAttributes: PageRoute = {
  path: 'configuration/custom-attributes',
  title: { en: 'Custom attributes', de: 'Eigene Attribute' },
  needs: ['settings:read'],
  roles: ['identity-administrator', 'auditor'],
  parent: 'configuration',
  load: () => import('./page.tsx'),
};

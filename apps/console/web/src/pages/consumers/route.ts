import type { PageRoute } from '../page-route.ts';

const shared = {
  path: 'consumers',
  title: { en: 'Consumers', de: 'Konsumenten' },
  nav: { section: 'evidence', icon: 'stack', key: 'c' },
} as const;

export const consumers: PageRoute = {
  ...shared,
  needs: ['parked:read'],
  roles: ['identity-administrator', 'auditor'],
  load: () => import('./page.tsx'),
};

/** Of all tenants: what is set aside is released or passed over here. */
export const consumersOfAll: PageRoute = {
  ...shared,
  scope: 'installation',
  needs: ['installation:read'],
  roles: ['operator'],
  load: () => import('./installation.tsx'),
};

import type { PageRoute } from '../page-route.ts';

export const preferences: PageRoute = {
  path: 'preferences',
  title: { en: 'Preferences', de: 'Einstellungen' },
  needs: [],
  roles: ['identity-administrator', 'auditor', 'people', 'employee', 'operator'],
  load: () => import('./page.tsx'),
};

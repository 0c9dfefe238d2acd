import type { PageRoute } from '../page-route.ts';

export const compare: PageRoute = {
  path: 'compare',
  title: { en: 'Compare two dates', de: 'Zwei Tage vergleichen' },
  needs: ['directory:history'],
  roles: ['identity-administrator', 'auditor', 'people'],
  nav: { section: 'directory', icon: 'clock', key: 'v' },
  reads: 'directory',
  load: () => import('./page.tsx'),
};

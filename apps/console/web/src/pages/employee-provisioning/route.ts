import type { PageRoute } from '../page-route.ts';

export const employeeProvisioning: PageRoute = {
  path: 'configuration/integrations/employee-provisioning',
  title: { en: 'Employee Provisioning', de: 'Employee Provisioning' },
  needs: ['settings:read'],
  roles: ['identity-administrator', 'auditor'],
  parent: 'configuration/integrations',
  load: () => import('./page.tsx'),
};

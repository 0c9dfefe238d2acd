import type { Page } from 'playwright-core';
import { DELIVERY, EVENT } from './fake/scenario.js';
import type { Look } from './visit.js';

export interface Shot {
  readonly name: string;
  readonly path: string;
  readonly look: Look;
  /** What is done before the picture. */
  readonly act?: (page: Page) => Promise<void>;
}

const IA: Look = {
  role: 'identity-administrator',
  state: 'full',
  locale: 'en',
  theme: 'light',
  width: 1280,
  isStill: true,
};
const DARK: Look = { ...IA, theme: 'dark' };
const PROVISIONING = 'configuration/integrations/employee-provisioning';

/** Pages as people see them: of the README. */
export const SHOTS: readonly Shot[] = [
  { name: 'overview', path: '', look: IA },
  { name: 'overview-dark', path: '', look: DARK },
  { name: 'enable', path: PROVISIONING, look: { ...DARK, state: 'empty' } },
  {
    name: 'token',
    path: PROVISIONING,
    look: IA,
    act: async (page) => {
      await page.getByRole('button', { name: 'Issue a token' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'provisioning', path: PROVISIONING, look: IA },
  { name: 'people', path: 'people', look: { ...IA, role: 'people' } },
  { name: 'assistant', path: '', look: { ...IA, state: 'waiting' } },
  { name: 'people-manager', path: '', look: { ...IA, role: 'people' } },
  { name: 'activity', path: 'activity', look: DARK },
  { name: 'audit', path: `audit?open=${EVENT}`, look: { ...IA, role: 'auditor' } },
  { name: 'deliveries', path: `deliveries?open=${DELIVERY}`, look: DARK },
  { name: 'single-sign-on', path: 'configuration/single-sign-on', look: IA },
  { name: 'segments', path: 'segments?open=engineers', look: { ...IA, role: 'people' } },
  { name: 'tenants', path: '', look: { ...IA, role: 'operator' } },
];

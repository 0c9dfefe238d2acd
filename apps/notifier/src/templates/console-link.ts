import type { Facts } from '../delivery/store.js';
import { BRAKE, PAUSED } from '../rules/refusals.js';
import type { Letter } from './letter.js';

interface Page {
  readonly label: string;
  /** As the console's own routes have it. */
  readonly path: string;
  /** As the panel of the page has it, where one is meant. */
  readonly part?: string;
}

const PROVISIONING: Page = {
  label: 'Open Employee Provisioning',
  path: 'configuration/integrations/employee-provisioning',
};
const TEAM: Page = { label: 'Open Team and access', path: 'team' };
const SIGN_ON: Page = { label: 'Open Single sign-on', path: 'configuration/single-sign-on' };

/** Where an administrator looks at what a mail is about, and mends it. Managers have no account at the console. */
const PAGES: Readonly<Partial<Record<Facts['template'], Page>>> = {
  refusals: { label: 'Open Activity', path: 'activity' },
  credential: { ...PROVISIONING, part: 'credentials' },
  emergency: { ...TEAM, part: 'members' },
  approval: { ...TEAM, part: 'approvals' },
  'sign-on': SIGN_ON,
};

/** @param consoleUrl as the installation has it set, never from an event; undefined: there is no console */
export function consoleLink(content: Facts, consoleUrl: string | undefined): Letter['link'] {
  const page = pageOf(content);
  if (page === undefined || consoleUrl === undefined) return undefined;
  const { label, path, part } = page;
  return { label, url: `${consoleUrl}/${path}${part === undefined ? '' : `#${part}`}` };
}

function pageOf(content: Facts): Page | undefined {
  if (content.template === 'refusals') {
    if (content.facts.reason === BRAKE) return { ...PROVISIONING, part: 'brake' };
    if (content.facts.reason === PAUSED) return { ...PROVISIONING, part: 'pause' };
  }
  if (content.template === 'sign-on') return { ...SIGN_ON, part: content.facts.what === 'secret' ? 'oidc' : 'saml' };
  return PAGES[content.template];
}

import type { Facts } from '../delivery/store.js';
import { BRAKE, PAUSED } from '../rules/refusals.js';
import type { Letter } from './letter.js';

interface Page {
  readonly label: string;
  /** As the console's own routes have it. */
  readonly path: string;
}

const PROVISIONING: Page = {
  label: 'Open Employee Provisioning',
  path: 'configuration/integrations/employee-provisioning',
};
const TEAM: Page = { label: 'Open Team and access', path: 'team' };

/** Where an administrator looks at what a mail is about, and mends it. Managers have no account at the console. */
const PAGES: Readonly<Partial<Record<Facts['template'], Page>>> = {
  refusals: { label: 'Open Activity', path: 'activity' },
  credential: PROVISIONING,
  emergency: TEAM,
  approval: TEAM,
  'sign-on': { label: 'Open Single sign-on', path: 'configuration/single-sign-on' },
};

/** @param consoleUrl as the installation has it set, never from an event; undefined: there is no console */
export function consoleLink(content: Facts, consoleUrl: string | undefined): Letter['link'] {
  const page = pageOf(content);
  if (page === undefined || consoleUrl === undefined) return undefined;
  return { label: page.label, url: `${consoleUrl}/${page.path}` };
}

function pageOf(content: Facts): Page | undefined {
  const isOfConnection =
    content.template === 'refusals' && (content.facts.reason === BRAKE || content.facts.reason === PAUSED);
  return isOfConnection ? PROVISIONING : PAGES[content.template];
}

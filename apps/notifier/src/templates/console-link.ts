import { isUuid } from '#postgres';
import type { Facts } from '../delivery/store.js';
import { BRAKE, OVER_THE_CAP, PAUSED, type RefusalFacts } from '../rules/refusals.js';
import type { Letter } from './letter.js';

interface Page {
  readonly label: string;
  /** As the console's own routes have it. */
  readonly path: string;
  /** As the panel of the page has it, where one is meant. */
  readonly part?: string;
  /** What the page is to show, as its own addresses say it. */
  readonly search?: Readonly<Record<string, string>>;
}

const PROVISIONING: Page = {
  label: 'Open Employee Provisioning',
  path: 'configuration/integrations/employee-provisioning',
};
const TEAM: Page = { label: 'Open Team and access', path: 'team' };
const ACTIVITY: Page = { label: 'Open Activity', path: 'activity' };
const SIGN_ON: Page = { label: 'Open Single sign-on', path: 'configuration/single-sign-on' };

/** The codes of refusals, as the filter of the activity takes them. */
const CODE = /^[a-z][a-z-]{0,63}$/;

/** @param consoleUrl as the installation has it set, never from an event; undefined: there is no console */
export function consoleLink(content: Facts, consoleUrl: string | undefined): Letter['link'] {
  const page = pageOf(content);
  if (page === undefined || consoleUrl === undefined) return undefined;
  const { label, path, part, search = {} } = page;
  const query = new URLSearchParams(search).toString();
  return { label, url: `${consoleUrl}/${path}${query && `?${query}`}${part === undefined ? '' : `#${part}`}` };
}

/** Where an administrator looks at what a mail is about, and mends it. Managers have no account at the console. */
function pageOf(content: Facts): Page | undefined {
  switch (content.template) {
    case 'refusals':
      return pageOfRefusals(content.facts);
    case 'credential':
      return { ...PROVISIONING, part: 'credentials', search: ofConnections([content.facts.connectionId]) };
    case 'emergency':
      return { ...TEAM, part: 'members' };
    case 'approval':
      return { ...TEAM, part: 'approvals' };
    case 'sign-on':
      return { ...SIGN_ON, part: content.facts.what === 'secret' ? 'oidc' : 'saml' };
    default:
      return undefined;
  }
}

function pageOfRefusals({ reason, connectionIds }: RefusalFacts): Page {
  if (reason === BRAKE || reason === PAUSED) {
    const part = reason === BRAKE ? 'brake' : 'pause';
    return { ...PROVISIONING, part, search: ofConnections(connectionIds.slice(0, 1)) };
  }
  const code = reason === OVER_THE_CAP || !CODE.test(reason) ? {} : { code: reason };
  return { ...ACTIVITY, search: { ...code, ...ofConnections(connectionIds) } };
}

/** The one that a mail is about; several are not told apart. What is no id is not put into an address. */
function ofConnections([id, ...others]: readonly string[]): Readonly<Record<string, string>> {
  return id !== undefined && others.length === 0 && isUuid(id) ? { connection: id } : {};
}

import { OF_MAILS } from './of-mails.ts';

const MOST = 2_000;
/** Of a tenant, of the installation, of a request, or of a mail. */
const OWN = new RegExp(`^/(t|installation|r|${OF_MAILS.join('|')})(/|$|[?#])`);

/** As a browser writes an address: it takes `\\` for `/`, and leaves control characters out. */
const PLAIN = /^[!-[\]-~]+$/;

/** Where somebody wanted to be before they signed in: a page of ours, and nothing that a browser takes for another site. */
export function wayBack(to: string | null): string | null {
  if (to === null || to.length > MOST || !OWN.test(to)) return null;
  return PLAIN.test(to) && !/\/\/|%2f|%5c/i.test(to) ? to : null;
}

import { isMailAddress, mailKey } from './work-address.js';

// RFC 1035 §2.3.4: 253 characters as they are written, 63 in a label.
const DOMAIN_MAX = 253;
const WRITTEN = /^[\p{L}\p{M}\p{N}.-]+$/u;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A mail domain in the one form in which domains are compared: A-labels (UTS 46), lower case, no dot at its end. null for
 * what is none: one label alone (`com`, `localhost`), a wildcard, an address of a host, a label that begins with a hyphen.
 */
export function mailDomain(text: string): string | null {
  const written = text.trim().replace(/\.$/, '');
  if (!WRITTEN.test(written)) return null;
  const labels = written.split('.');
  // A URL takes `1.2` for an IPv4 address; a top level of digits alone does not exist (RFC 3696 §2).
  if (labels.length < 2 || labels.includes('') || /^(\d+|0x[\da-f]*)$/i.test(labels.at(-1) ?? '')) return null;
  const url = `http://${written}/`;
  if (!URL.canParse(url)) return null;
  const ascii = new URL(url).hostname;
  return ascii.length <= DOMAIN_MAX && ascii.split('.').every((label) => LABEL.test(label)) ? ascii : null;
}

/**
 * The domain of an address that may be written to, as {@link mailDomain} has it, or null: a plain mailbox, at a domain with a
 * dot, in which neither part begins with `-` (a mail system's command line would take that for an option).
 */
export function deliverableDomain(address: string): string | null {
  if (!isMailAddress(address) || address.startsWith('-')) return null;
  return mailDomain(address.slice(address.lastIndexOf('@') + 1));
}

/** The address with its domain as {@link mailDomain} has it: what is compared is where a mail goes, and no server needs SMTPUTF8 for it. */
export function routedAddress(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = at > 0 ? mailDomain(address.slice(at)) : null;
  return domain === null ? address : address.slice(0, at) + domain;
}

/** By what a mailbox is counted: `bücher.example` and `xn--bcher-kva.example` are one domain, which {@link mailKey} tells apart. */
export function mailboxKey(address: string): string {
  return mailKey(routedAddress(address.trim()));
}

import { mailDomain } from '#contracts';
import { getDomain } from 'tldts';

const LONGEST = 253;
const LONGEST_LABEL = 63;

/** Why the text is no domain that a tenant could prove, in words that go on from its name; null: it is one. */
export function domainFault(given: string): string | null {
  const text = given.trim().replace(/\.$/, '');
  const name = mailDomain(given);
  if (name === null) return faultOfForm(text);
  return isPublicSuffix(name) ? 'is a suffix under which everybody registers names, and nobody’s own' : null;
}

function faultOfForm(text: string): string {
  const labels = text.split('.');
  if (text === '' || /\s/.test(text)) return 'is blank, or holds a space';
  if (text.includes('*')) return 'is a wildcard: each domain is proved for itself, and none below it';
  if (text.includes('@')) return 'is an address: send what stands after the @';
  if (/[/:?#\\]/.test(text)) return 'is an address of the web, or has a port: send the name of the host alone';
  if (labels.includes('')) return 'has two dots in a row, or begins with one';
  if (labels.length < 2) return 'has no dot: nobody can prove a name of one part';
  if (/^(\d+|0x[\da-f]*)$/i.test(labels.at(-1) ?? '')) return 'is the address of a host, or ends as one does';
  if (labels.some((label) => label.startsWith('-') || label.endsWith('-')))
    return 'has a part that begins or ends with a hyphen';
  if (text.length > LONGEST || labels.some((label) => label.length > LONGEST_LABEL))
    return `is longer than ${LONGEST} characters, or has a part that is longer than ${LONGEST_LABEL}`;
  return 'holds a character that no mail domain has';
}

/** By the registries' part of publicsuffix.org, such as `com` and `co.uk`: a company's own that lets others in is its own. */
function isPublicSuffix(name: string): boolean {
  return getDomain(name) === null;
}

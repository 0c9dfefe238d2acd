import type { UserResource } from './user-events.js';

// RFC 5321 §4.5.3.1: 64 octets before the @, 254 for a path without its angle brackets.
const LOCAL_MAX = 64;
const ADDRESS_MAX = 254;
// Marks are letters' own: नेहा has two, and so has whatever is written decomposed.
const LOCAL = /^(?!\p{M})[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LABEL = '[\\p{L}\\p{N}]([\\p{L}\\p{M}\\p{N}-]*[\\p{L}\\p{M}\\p{N}])?';
const DOMAIN = new RegExp(`^${LABEL}(\\.${LABEL})*$`, 'u');
// Some marks are not seen: two addresses would look like one.
const UNSEEN = /\p{Default_Ignorable_Code_Point}/u;
const ASCII = /^[\0-\x7f]*$/;
// The userName that Entra gives a guest: `anna_fabrikam.com#EXT#@contoso.onmicrosoft.com`. No mail arrives there.
const GUEST = /#ext#@/i;

/**
 * A plain mailbox (RFC 5321 dot-string, with the letters of RFC 6531), and nothing that could carry a second header or a
 * second recipient: no quotes, spaces, brackets, commas or control characters. A guest's userName is none.
 */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || GUEST.test(text)) return false;
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (octets(local) > LOCAL_MAX || octets(text) > ADDRESS_MAX) return false;
  return LOCAL.test(local) && DOMAIN.test(domain) && !UNSEEN.test(text);
}

/**
 * Where a person reads mail at work, or null: an address of type `work` (the primary one first), one without a type, one
 * of type `other` if it is the primary, the userName if it is a mailbox. Never one of another type, above all not
 * `home`: the company's business stays out of there. Types have no case (RFC 7643 §2.4 leaves it open; clients send
 * "Work"), a blank type is none, and what is no mailbox is passed over.
 */
export function workAddress({ emails = [], userName }: Pick<UserResource, 'emails' | 'userName'>): string | null {
  const ofType = (type: string) =>
    emails.filter((mail) => (mail.type ?? '').trim().toLowerCase() === type).sort(primaryFirst);
  const ranked = [
    ...ofType('work'),
    ...ofType(''),
    ...ofType('other').filter(({ primary }) => primary === true),
    { value: userName },
  ];
  for (const { value } of ranked) {
    const address = value?.trim();
    if (address !== undefined && isMailAddress(address)) return address;
  }
  return null;
}

/** How mail addresses are compared: whatever their case and their compatibility forms, as scim-api compares them. */
export function mailKey(address: string): string {
  return address.trim().normalize('NFKC').toLowerCase();
}

function primaryFirst(one: { readonly primary?: boolean }, other: { readonly primary?: boolean }): number {
  return Number(other.primary === true) - Number(one.primary === true);
}

/** Length in UTF-8. */
function octets(text: string): number {
  if (ASCII.test(text)) return text.length;
  return encodeURIComponent(text.toWellFormed()).replace(/%../g, 'x').length;
}

import type { UserResource } from '#contracts';

// RFC 5321 §4.5.3.1: 64 octets before the @, 254 for a path without its angle brackets.
const LOCAL_MAX = 64;
const ADDRESS_MAX = 254;
const LOCAL = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const DOMAIN = /^[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)*$/u;

/**
 * A plain mailbox (RFC 5321 dot-string, with the letters of RFC 6531), and nothing that could carry a second header or a
 * second recipient: no quotes, spaces, brackets, commas or control characters.
 */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1) return false;
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (Buffer.byteLength(local) > LOCAL_MAX || Buffer.byteLength(text) > ADDRESS_MAX) return false;
  return LOCAL.test(local) && DOMAIN.test(domain);
}

/**
 * Where a person reads mail at work: the work address, else one without a type, else the userName if it is an address
 * (Entra's userPrincipalName often is). Never a private one (`home`, `other`): the company's business stays there.
 */
export function workMail(user: UserResource): string | null {
  const emails = user.emails ?? [];
  const ranked = [
    ...emails.filter((mail) => mail.type?.toLowerCase() === 'work').sort(primaryFirst),
    ...emails.filter((mail) => mail.type === undefined).sort(primaryFirst),
    { value: user.userName },
  ];
  for (const { value } of ranked) {
    const address = value?.trim();
    if (address !== undefined && isMailAddress(address)) return address;
  }
  return null;
}

function primaryFirst(one: { primary?: boolean }, other: { primary?: boolean }): number {
  return Number(other.primary === true) - Number(one.primary === true);
}

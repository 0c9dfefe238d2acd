import { deliverableDomain, mailDomain } from '#contracts';

// RFC 5321 §4.5.3.1.
const LONGEST = 254;
const LONGEST_LOCAL = 64;

export interface AddressRefusal {
  readonly code: 'invalid-address';
  /** In words that go on from its name. */
  readonly fault: string;
}

/**
 * Why no mail could ever go there, or null. Asked of what is set; what stands there from before is shown as it is, and the
 * notifier does not write to it.
 */
export function addressRefusal(address: string | null): AddressRefusal | null {
  const fault = address === null ? null : addressFault(address);
  return fault === null ? null : { code: 'invalid-address', fault };
}

function addressFault(address: string): string | null {
  if (deliverableDomain(address) !== null) return null;
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, Math.max(0, at)), address.slice(at + 1)];
  if (at < 1 || domain === '') return 'is no address: something has to stand before and after the @';
  if (address.indexOf('@') !== at || /[\s,;<>]/.test(address))
    return 'is more than one address, or has a name beside it';
  if (address.startsWith('-')) return 'begins with a hyphen, which mail programs take for an option';
  if (Buffer.byteLength(address) > LONGEST) return `is longer than ${LONGEST} bytes`;
  if (Buffer.byteLength(local) > LONGEST_LOCAL) return `has more than ${LONGEST_LOCAL} bytes before the @`;
  if (/#ext#$/i.test(local)) return 'is the user name of a guest, where no mail arrives';
  if (!domain.includes('.')) return 'has no dot after the @';
  if (domain.endsWith('.')) return 'ends with a dot';
  return mailDomain(domain) === null ? 'has no mail domain after the @' : 'holds a character that no plain address has';
}

import { deliverableDomain } from '#contracts';
import { admit, isNotified, type Standing } from './recipient.js';

/** How long a link is good, from the moment that its mail goes out. */
export const LINK_GOOD_MS = 7 * 24 * 3_600_000;

/** Whether the address is a notification address and waits for somebody who reads it to say so. */
export function needsConfirmation(address: string, standing: Standing): boolean {
  const { tenant } = standing;
  if (tenant === null || !isNotified(address, tenant) || deliverableDomain(address) === null) return false;
  return admit(address, 'domain', standing).kind !== 'admitted';
}

/** What the page of the link has to be given: 256 random bits, as base64url. */
export const LINK_TOKEN = /^[\w-]{43}$/;

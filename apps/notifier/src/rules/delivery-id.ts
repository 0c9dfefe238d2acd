import { v5 } from 'uuid';
import { mailKey } from '#contracts';
import type { Template } from './intent.js';

// A random UUID that nothing else uses: RFC 9562 §5.5 asks for a name space.
const NAMESPACE = '6c0f2f0e-3a55-4a0c-9a53-5f3c5a1d7c1e';

/**
 * The id of the delivery that an event begins. Derived, so that a database restored from a backup makes the same id, and
 * with it the same Message-ID, for a mail that it has forgotten: mail servers and readers can drop the second.
 */
export function deliveryId(template: Template, eventId: string): string {
  return v5(`${template}:${eventId}`, NAMESPACE);
}

/** Of what goes to a further address, too; derived, as the delivery's own. */
export function copyId(deliveryId: string, recipient: string): string {
  return v5(`copy:${deliveryId}:${mailKey(recipient)}`, NAMESPACE);
}

/** Of the news that an address has refused that delivery. */
export function refusingId({ id }: { readonly id: string }, recipient: string): string {
  return v5(`refusing:${id}:${mailKey(recipient)}`, NAMESPACE);
}

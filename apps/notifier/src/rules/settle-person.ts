import { mailKey } from '#contracts';
import type { PersonIntent, SuppressReason } from './intent.js';
import type { Person } from './person.js';

/** A mail about a person that waits to be addressed, and what is known of the people by now. */
export interface WaitingPerson {
  readonly template: PersonIntent['template'];
  readonly personId: string;
  readonly until: Date;
  readonly person: Person | null;
  /** Whom it would go to, as that was given: by a leaver's event, or for a joiner by the newest. */
  readonly managerId: string | null;
  /** Who is named by that, see personNamed; null: nobody, or not one alone. */
  readonly manager: Person | null;
}

export type Settlement =
  | { readonly kind: 'wait' }
  | {
      readonly kind: 'send';
      readonly recipient: string;
      readonly recipientName: string;
      /** Whom it goes to as well, each by a delivery of its own. */
      readonly copies?: readonly string[];
    }
  | { readonly kind: 'suppress'; readonly reason: SuppressReason };

/** To whom the mail goes, as soon as that is certain; what stands in the way may pass until the wait is over. */
export function settlePerson(waiting: WaitingPerson, now: Date): Settlement {
  const { template, person, manager } = waiting;
  if (template === 'joiner' && (person === null || !person.isActive)) {
    return { kind: 'suppress', reason: 'left before the mail' };
  }
  const obstacle = obstacleOf(waiting);
  if (obstacle !== null) {
    const isFinal = now >= waiting.until || (template === 'leaver' && obstacle === 'manager is not active');
    return isFinal ? { kind: 'suppress', reason: obstacle } : { kind: 'wait' };
  }
  if (manager?.mail == null) return { kind: 'wait' };
  return { kind: 'send', recipient: manager.mail, recipientName: manager.name };
}

function obstacleOf({ personId, person, managerId, manager }: WaitingPerson): SuppressReason | null {
  if (managerId === null) return 'no manager';
  if (managerId === personId || manager?.id === personId) return 'manager is the person';
  if (manager === null) return 'no such person';
  if (manager.mail === null) return 'manager has no address';
  if (!manager.isActive) return 'manager is not active';
  // Shared or mistaken mailboxes: a new employee's own address is never written to.
  if (person?.mail != null && mailKey(manager.mail) === mailKey(person.mail)) return 'manager is the person';
  return null;
}

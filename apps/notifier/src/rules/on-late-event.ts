import type { UserEvent } from '#contracts';
import type { PersonIntent } from './intent.js';
import { onUserEvent, type UserState } from './on-user-event.js';
import type { RuleContext } from './settings.js';

/** The person as the later events left them; null when they are deleted. */
export interface KnownSince extends UserState {
  /** Somebody was written to about a later event of the person. */
  readonly isToldSince: boolean;
}

/**
 * The mail about an event that was parked while later ones of the person were applied. It goes out if what it says is
 * still so and nothing newer was said: a leaver who is inactive, a joiner who is active. Otherwise the list of
 * deliveries shows it as not sent. An initial cycle's digest does not grow any more.
 */
export function onLateEvent(known: KnownSince, event: UserEvent, context: RuleContext): PersonIntent | null {
  const { person, isToldSince } = known;
  const { intent } = onUserEvent(known, event, context);
  if (intent?.kind !== 'person') return null;
  const isStillSo = person !== null && person.isActive === (intent.template === 'joiner');
  if (isStillSo && !isToldSince) return intent;
  return { ...intent, fate: { kind: 'suppress', reason: 'superseded' } };
}

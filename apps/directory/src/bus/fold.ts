import { handlerOf, type BatchHandler, type Handlers, type NeedsOn } from '#consumer';
import { USERS, type Topic, type UserEvent } from '#contracts';
import { applyUsers, completeHistory } from '../storage/apply-users.js';

/** What the directory is a fold of. */
export const DIRECTORY_TOPICS: readonly Topic[] = [USERS];

/** Each event carries the whole resource: an employee is what the newest one says, whatever was before. */
export const USERS_NEED: NeedsOn<'rollcall.users.v1'> = {
  'rollcall.UserProvisioned': 'itself',
  'rollcall.UserUpdated': 'itself',
  'rollcall.UserDeprovisioned': 'itself',
};

/**
 * Takes the batches of the users topic.
 *
 * An event after a gap is applied, because it carries the whole resource: to park it would leave a leaver active until
 * a person came, and its release could not mend what is missing. `onGap` is told, so that the broken promise of the
 * bus (every version, in order) is seen; the history shows it for good.
 */
export function foldUsersTopic(onGap: (event: UserEvent) => void): BatchHandler {
  return async ({ tx, deliveries, isLate }) => {
    const events = deliveries.map(({ event }) => event);
    const { verdicts, gaps } = isLate ? await completeHistory(tx, events) : await applyUsers(tx, events);
    gaps.forEach(onGap);
    return verdicts;
  };
}

/** The same fold for a rebuild, which has no Nest. */
export function directoryHandlers(onGap: (event: UserEvent) => void): Handlers {
  return new Map([handlerOf(USERS, USERS_NEED, foldUsersTopic(onGap))]);
}

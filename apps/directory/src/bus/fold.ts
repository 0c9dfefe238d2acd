import { type BatchHandler, type Handlers } from '#consumer';
import { USERS, type Topic, type UserEvent } from '#contracts';
import { applyUsers } from '../storage/apply-users.js';

/** What the directory is a fold of. */
export const DIRECTORY_TOPICS: readonly Topic[] = [USERS];

/**
 * Takes the batches of the users topic.
 *
 * An event after a gap is applied, because it carries the whole resource: to park it would leave a leaver active until
 * a person came, and its release could not mend what is missing. `onGap` is told, so that the broken promise of the
 * bus (every version, in order) is seen; the history shows it for good.
 */
export function foldUsersTopic(onGap: (event: UserEvent) => void): BatchHandler {
  return async ({ tx, deliveries }) => {
    const { verdicts, gaps } = await applyUsers(
      tx,
      deliveries.map(({ event }) => event),
    );
    gaps.forEach(onGap);
    return verdicts;
  };
}

/** The same fold for a rebuild, which has no Nest. */
export function directoryHandlers(onGap: (event: UserEvent) => void): Handlers {
  return new Map([[USERS.name, foldUsersTopic(onGap)]]);
}

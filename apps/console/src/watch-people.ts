import type { Logger } from '#service';
import { BackgroundLoop } from '#turns';
import type { ConsoleConfig } from './config.js';
import type { Parts } from './http/parts.js';
import { LOOK_MS, PeopleWatch } from './people/watch-people.js';
import { peopleAt } from './upstream/people.js';

/** Whose sessions the directory vouches for no more. */
export function watchingPeople(
  { services }: ConsoleConfig,
  log: Logger,
  { people, tokens }: Pick<Parts, 'people' | 'tokens'>,
): BackgroundLoop {
  const onUnheard = (err: unknown, tenantId: string): void =>
    log.warn({ err, tenantId }, 'the directory cannot be asked whether people of open sessions are still there');
  const watch = new PeopleWatch({ store: people, people: peopleAt(services.directory, tokens), onUnheard });
  return new BackgroundLoop({
    runOnce: async () => {
      await watch.runOnce();
      return LOOK_MS;
    },
    onFailure: (err) => log.warn({ err }, 'the people of open sessions could not be looked at; it is tried again'),
    afterFailure: LOOK_MS,
  });
}

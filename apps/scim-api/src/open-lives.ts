import type { Logger } from '#service';
import type { ScimApiConfig } from './config.js';
import { openEnds, type EndsParts, type OpenEnds } from './open-ends.js';
import { HealthStore } from './storage/admin-health-store.js';
import { GrantStore } from './storage/grant-store.js';
import { LifeStore } from './storage/admin-life-store.js';
import { SuspensionStore } from './storage/admin-suspension-store.js';
import { PauseReminders } from './tenants/pause-reminders.js';

export interface OpenLives {
  readonly stores: OpenEnds['stores'] & {
    readonly lives: LifeStore;
    readonly suspensions: SuspensionStore;
    readonly healths: HealthStore;
    readonly grants: GrantStore;
  };
  stop(): Promise<void>;
}

/** The lives of connections and of tenants, and what these let operators see; the looks at connections that are paused for long, and at ends, have begun. */
export function openLives(parts: EndsParts, config: ScimApiConfig, logger: Logger): OpenLives {
  const { pool, activity, ...options } = parts;
  const lives = new LifeStore(options);
  const healths = new HealthStore({
    pool,
    activity,
    onFailure: (err) => logger.warn({ err }, 'refusals were not counted: the activity cannot be read'),
  });
  const onFailure = (err: unknown): void =>
    logger.warn({ err }, 'nobody could be reminded of paused connections; the next look is soon');
  const reminders = new PauseReminders({ lives, onFailure });
  reminders.start();
  const ends = openEnds(parts, config, logger);
  return {
    stores: {
      lives,
      suspensions: new SuspensionStore(options),
      healths,
      grants: new GrantStore({ pool, ...options }),
      ...ends.stores,
    },
    stop: async () => {
      await Promise.all([reminders.stop(), ends.look.stop()]);
    },
  };
}

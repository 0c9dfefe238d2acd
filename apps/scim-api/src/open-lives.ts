import type { Pool } from 'pg';
import type { Logger } from '#service';
import { HealthStore } from './storage/admin-health-store.js';
import { LifeStore } from './storage/admin-life-store.js';
import { SuspensionStore } from './storage/admin-suspension-store.js';
import type { AdminWritesOptions } from './storage/admin-writes.js';
import { PauseReminders } from './tenants/pause-reminders.js';

export interface OpenLives {
  readonly stores: { readonly lives: LifeStore; readonly suspensions: SuspensionStore; readonly healths: HealthStore };
  readonly reminders: PauseReminders;
}

/** The lives of connections and of tenants, and the look at connections that are paused for long, which has begun. */
export function openLives(
  options: AdminWritesOptions & { readonly pool: Pool; readonly activity: Pool | undefined },
  logger: Logger,
): OpenLives {
  const { pool, activity } = options;
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
  return { stores: { lives, suspensions: new SuspensionStore(options), healths }, reminders };
}

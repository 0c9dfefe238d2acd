import type { Pool } from 'pg';
import { assertSchema, openPool, withSettings } from '#postgres';
import { aside, type Logger, type Readiness } from '#service';
import { hashValueBy } from './activity/hash-value.js';
import { ActivityQueue } from './activity/queue.js';
import { ActivityRecorder } from './activity/recorder.js';
import { PostgresActivityStore } from './activity/storage/activity-store.js';
import { ACTIVITY_MIGRATIONS } from './activity/storage/database.js';
import type { ScimApiConfig } from './config.js';

/** The activity's part of the process: SCIM is served without it, and whatever it waits for. */
export interface Activity {
  readonly recorder: ActivityRecorder;
  /** Of whoever asks; the recorder has a connection of its own, so that no question holds it up. */
  readonly reads: Pool;
  readonly readiness: Readiness;
  stop(): Promise<void>;
}

/** Null where no database is named for it. Nothing is asked of the database here: it may come later. */
export function openActivity(config: ScimApiConfig, logger: Logger): Activity | null {
  const { ACTIVITY_DATABASE_URL: url, KEY_SECRET: keySecret } = config;
  if (url === undefined) return null;
  const onIdleError = (err: Error): void => logger.warn({ err }, 'an idle connection of the activity was lost');
  const pool = (use: string, to: string): Pool =>
    openPool({ url: to, applicationName: `scim-api-activity${use}`, max: 1, onIdleError });
  // A second of it is lost with the server, as it is with the process.
  const writes = pool('', withSettings(url, ['synchronous_commit=off']));
  const reads = pool('-reads', url);
  const recorder = new ActivityRecorder({
    queue: new ActivityQueue(),
    store: new PostgresActivityStore(writes),
    hashValue: hashValueBy(keySecret),
    log: logger,
  });
  return {
    recorder,
    reads,
    readiness: { activity: aside(() => assertSchema(reads, ACTIVITY_MIGRATIONS)) },
    stop: async () => {
      await recorder.close();
      await Promise.all([writes.end(), reads.end()]);
    },
  };
}

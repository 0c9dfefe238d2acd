import type { DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { assertSchema, openPool, withSettings } from '#postgres';
import { aside, TenantReads, type FailedCredentials, type Logger, type Readiness, type TokenGuard } from '#service';
import { hashValueBy } from './activity/hash-value.js';
import { ActivityQueue } from './activity/queue.js';
import { ActivityRecorder } from './activity/recorder.js';
import { ActivityReader } from './activity/storage/activity-reader.js';
import { PostgresActivityStore } from './activity/storage/activity-store.js';
import { ACTIVITY_MIGRATIONS } from './activity/storage/database.js';
import type { ScimApiConfig } from './config.js';
import { ActivityModule } from './http/activity.module.js';
import { activityGuard } from './http/activity/activity-guard.js';
import type { SigningKeys } from './storage/admin-signing-key.js';
import { isReaderRevoked } from './storage/reader-revoked.js';

/** The activity's part of the process: SCIM is served without it, and whatever it waits for. */
export interface Activity {
  readonly recorder: ActivityRecorder;
  /** Of whoever asks; the recorder has a connection of its own, so that no question holds it up. */
  readonly reads: Pool;
  /** Its API, and who is let in there. */
  readonly module: DynamicModule;
  readonly guard: TokenGuard;
  readonly readiness: Readiness;
  stop(): Promise<void>;
}

/** Null where no database is named for it. Nothing is asked of the database here: it may come later. */
export function openActivity(config: ScimApiConfig, logger: Logger, readers: Readers): Activity | null {
  const { ACTIVITY_DATABASE_URL: url, KEY_SECRET: keySecret, PUBLIC_URL, TOKEN_ISSUER: issuer = PUBLIC_URL } = config;
  if (url === undefined) return null;
  const onIdleError = (err: Error): void => logger.warn({ err }, 'an idle connection of the activity was lost');
  const pool = (use: string, to: string): Pool =>
    openPool({ url: to, applicationName: `scim-api-activity${use}`, max: 1, onIdleError });
  // A second of it is lost with the server, as it is with the process.
  const writes = pool('', withSettings(url, ['synchronous_commit=off']));
  // The recorder has a connection of its own: no question holds it up.
  const [reads, cancels] = [pool('-reads', url), pool('-cancels', url)];
  const recorder = new ActivityRecorder({
    queue: new ActivityQueue(),
    store: new PostgresActivityStore(writes),
    hashValue: hashValueBy(keySecret),
    log: logger,
  });
  return {
    recorder,
    reads,
    module: ActivityModule.of(new ActivityReader(new TenantReads({ reads, cancels }, config))),
    guard: guardOf(issuer, readers),
    readiness: { activity: aside(() => assertSchema(reads, ACTIVITY_MIGRATIONS)) },
    stop: async () => {
      await recorder.close();
      await Promise.all([writes.end(), reads.end(), cancels.end()]);
    },
  };
}

/** What this process knows of readers' tokens, which it issues. */
export interface Readers {
  readonly keys: SigningKeys;
  readonly pool: Pool;
  readonly failures: FailedCredentials;
}

function guardOf(issuer: string, { keys, pool, failures }: Readers): TokenGuard {
  return activityGuard({ issuer, keys, isReaderRevoked: (id) => isReaderRevoked(pool, id), failures });
}

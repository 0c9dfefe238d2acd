import type { DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import { assertSchema, openPool, withSettings } from '#postgres';
import { aside, TenantReads, type Logger, type Readiness } from '#service';
import { foldCycles } from './activity/cycles.js';
import { fillGaps } from './activity/fill-gaps.js';
import { hashValueBy } from './activity/hash-value.js';
import type { HashValue } from './activity/line.js';
import { ActivityQueue } from './activity/queue.js';
import { ActivityRecorder } from './activity/recorder.js';
import { ActivityReader } from './activity/storage/activity-reader.js';
import { PostgresActivityStore } from './activity/storage/activity-store.js';
import { CycleReader } from './activity/storage/cycle-reader.js';
import { PostgresCycleStore } from './activity/storage/cycle-store.js';
import { ACTIVITY_MIGRATIONS } from './activity/storage/database.js';
import { Tending } from './activity/tending.js';
import type { ScimApiConfig } from './config.js';
import { ActivityModule } from './http/activity.module.js';
import { AccessStore } from './storage/access-store.js';
import { OutboxReader } from './storage/read/outbox-reader.js';
import { PeopleCounts } from './storage/read/people-counts.js';

/** The activity's part of the process: SCIM is served without it, and whatever it waits for. */
export interface Activity {
  readonly recorder: ActivityRecorder;
  /** Of whoever asks; the recorder has a connection of its own, so that no question holds it up. */
  readonly reads: Pool;
  /** Its API. */
  readonly module: DynamicModule;
  readonly readiness: Readiness;
  stop(): Promise<void>;
}

/** Null where no database is named for it. Nothing is asked of the database here: it may come later. */
export function openActivity(config: ScimApiConfig, logger: Logger, around: Around): Activity | null {
  const { ACTIVITY_DATABASE_URL: url, KEY_SECRET: keySecret, CYCLE_QUIET_MS: quietMs } = config;
  if (url === undefined) return null;
  const [pools, hashValue] = [openPools(url, logger), hashValueBy(keySecret)];
  const { writes, reads, cancels } = pools;
  const store = new PostgresActivityStore(writes);
  const recorder = new ActivityRecorder({ queue: new ActivityQueue(), store, hashValue, log: logger });
  const tenantReads = new TenantReads({ reads, cancels }, config);
  const [people, events] = [new PeopleCounts(around.tenants), new OutboxReader(around.tenants)];
  const tending = tend({ reads, quietMs, hashValue, people, events, logger });
  const [activity, cycles] = [new ActivityReader(tenantReads), new CycleReader(tenantReads, quietMs)];
  return {
    recorder,
    reads,
    module: ActivityModule.of({ activity, cycles, people, events, access: new AccessStore(around.admin) }),
    readiness: { activity: aside(() => assertSchema(reads, ACTIVITY_MIGRATIONS)) },
    stop: async () => {
      await tending.close();
      await recorder.close();
      await Promise.all([writes.end(), reads.end(), cancels.end()]);
    },
  };
}

/**
 * The recorder has a connection of its own: no question holds it up. No commit waits for a disk or a standby: a second of the
 * rows is lost with the server as it is with the process, and a cycle or a gap is found anew.
 */
function openPools(url: string, logger: Logger): Record<'writes' | 'reads' | 'cancels', Pool> {
  const onIdleError = (err: Error): void => logger.warn({ err }, 'an idle connection of the activity was lost');
  const pool = (use: string): Pool =>
    openPool({
      url: withSettings(url, ['synchronous_commit=off']),
      applicationName: `scim-api-activity${use}`,
      max: 1,
      onIdleError,
    });
  return { writes: pool(''), reads: pool('-reads'), cancels: pool('-cancels') };
}

interface Tended {
  readonly reads: Pool;
  readonly quietMs: number;
  readonly hashValue: HashValue;
  readonly people: PeopleCounts;
  readonly events: OutboxReader;
  readonly logger: Logger;
}

function tend({ reads, quietMs, hashValue, people, events, logger }: Tended): Tending {
  const [gaps, cycles] = [new PostgresActivityStore(reads), new PostgresCycleStore(reads, quietMs)];
  const tasks = [() => fillGaps(gaps, events, hashValue), () => foldCycles(cycles, people)];
  return new Tending(tasks, Math.min(MAX_TEND_MS, quietMs / 5), logger);
}

/** What this process knows of its tenants. */
export interface Around {
  /** Of the role that sees one tenant at a time. */
  readonly tenants: Pool;
  /** Of the role `admin`. */
  readonly admin: Pool;
}

/** Milliseconds between two looks for gaps and for cycles that are over. */
const MAX_TEND_MS = 10_000;

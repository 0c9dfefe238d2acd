import type { Client, Pool } from 'pg';
import { recordBatch } from '../../apps/audit/src/storage/record-batch.js';
import { DATABASE as AUDIT } from '../../apps/audit/src/storage/database.js';
import { MIGRATIONS as AUDIT_MIGRATIONS } from '../../apps/audit/src/storage/migrations.js';
import { DIRECTORY_HANDLERS } from '../../apps/directory/src/bus/fold.js';
import { DATABASE as DIRECTORY } from '../../apps/directory/src/storage/database.js';
import { MIGRATIONS as DIRECTORY_MIGRATIONS } from '../../apps/directory/src/storage/migrations.js';
import { notifierHandlers } from '../../apps/notifier/src/bus/fold.js';
import { DATABASE as NOTIFIER, MIGRATIONS as NOTIFIER_MIGRATIONS } from '../../apps/notifier/src/storage/database.js';
import type { BatchHandler, Outcome } from '#consumer';
import type { RollcallEvent, TopicName } from '#contracts';
import { inTransaction, openPool, withSearchPath } from '#postgres';
import { createTestDatabase } from '../support/database.js';

/** The stores of all projections, each on its own database, and what each makes of an event of a topic. */
export interface Projections {
  readonly directory: Pool;
  readonly directoryReader: Pool;
  /** Applies the events in one transaction a projection, as its service's role; the outcomes of all of them. */
  apply(topic: TopicName, events: readonly RollcallEvent[]): Promise<readonly Outcome[]>;
  close(): Promise<void>;
}

/** What the notifier's rules are told. */
export const RULES = {
  joinerWaitMs: 1_000,
  quietPeriodMs: 1_000,
  refusalWindowMs: 1_000,
  leaverGatherMs: 1_000,
  confirmWaitMs: 1_000,
  maxEventAgeMs: 86_400_000,
  notBefore: null,
};
const CONTEXT = { now: new Date(), settings: RULES };

export async function openProjections(): Promise<Projections> {
  const directory = await createTestDatabase(DIRECTORY, DIRECTORY_MIGRATIONS);
  const audit = await createTestDatabase(AUDIT, AUDIT_MIGRATIONS);
  const notifier = await createTestDatabase(NOTIFIER, NOTIFIER_MIGRATIONS);
  const pool = (url: string, path: string): Pool =>
    openPool({ url: withSearchPath(url, path), applicationName: 'projections', max: 2, pipeline: true });
  const pools = {
    directory: pool(directory.url('directory'), 'projection'),
    directoryReader: pool(directory.url('reader'), 'projection'),
    audit: pool(audit.url('audit'), 'projection'),
    notifier: pool(notifier.url('notifier'), 'projection,mailing'),
  };
  const handlers = { directory: DIRECTORY_HANDLERS, notifier: notifierHandlers(() => CONTEXT) };
  const run = async (one: Pool, handler: BatchHandler | undefined, batch: Batch): Promise<readonly Outcome[]> => {
    if (handler === undefined) return [];
    return inTransaction(one, (tx) =>
      handler({
        tx,
        isLate: false,
        deliveries: batch.events.map((event, at) => ({
          event,
          topic: batch.topic,
          partition: 0,
          offset: BigInt(at),
          key: event.subject,
        })),
      }),
    );
  };
  return {
    ...pools,
    apply: async (topic, events) => {
      const batch = { topic, events };
      const outcomes = [
        await run(pools.directory, handlers.directory.get(topic)?.apply, batch),
        await run(pools.audit, recordBatch, batch),
        await run(pools.notifier, handlers.notifier.get(topic)?.apply, batch),
      ];
      return outcomes.flat();
    },
    close: async () => {
      await Promise.all(Object.values(pools).map((one) => one.end()));
      await Promise.all([directory.drop(), audit.drop(), notifier.drop()]);
    },
  };
}

interface Batch {
  readonly topic: TopicName;
  readonly events: readonly RollcallEvent[];
}

/** What SCIM has appended for a tenant, in the order of its appends. */
export async function appendedEvents(
  owner: Client,
  tenantId: string,
): Promise<readonly { topic: TopicName; headers: string; value: string }[]> {
  const { rows } = await owner.query<{ topic: TopicName; headers: string; value: string }>(
    'select topic, headers, value from outbox where tenant_id = $1 order by id',
    [tenantId],
  );
  return rows;
}

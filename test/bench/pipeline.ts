import { USERS } from '#contracts';
import { openKafka, type KafkaSettings } from '#kafka';
import type { Client } from 'pg';
import { summarise, type Latency } from './statistics.js';

/** When each resource was first seen somewhere, in `performance.now()` of this process. */
export interface Sightings {
  readonly seen: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** Reads the users topic from its end on. */
export async function watchKafka(settings: KafkaSettings): Promise<Sightings> {
  const consumer = openKafka(settings, 'bench').consumer({
    groupId: `bench-${Date.now()}`,
    maxWaitTimeInMs: 20,
  });
  const seen = new Map<string, number>();
  await consumer.connect();
  await consumer.subscribe({ topics: [settings.topicPrefix + USERS.name], fromBeginning: false });
  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.FETCH_START, () => resolve());
  });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message }) => {
      const subject = String(message.headers?.ce_subject);
      if (!seen.has(subject)) seen.set(subject, performance.now());
    },
  });
  await joined;
  return { seen, stop: () => consumer.disconnect() };
}

/** Looks into the directory's table every few milliseconds for those who are awaited. */
export function watchDirectory(database: Client, tenantId: string, awaited: ReadonlySet<string>): Sightings {
  const seen = new Map<string, number>();
  let running = true;
  const watch = async (): Promise<void> => {
    while (running) {
      const open = [...awaited].filter((id) => !seen.has(id));
      if (open.length > 0) {
        const text = 'select id from projection.employees where tenant_id = $1::uuid and id = any($2::text[])';
        const { rows } = await database.query<{ id: string }>({ name: 'watch', text, values: [tenantId, open] });
        for (const { id } of rows) seen.set(id, performance.now());
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  };
  const watching = watch();
  return {
    seen,
    async stop(): Promise<void> {
      running = false;
      await watching;
    },
  };
}

const LOOK_EVERY_MS = 4;

/** From the answer to the sighting, in milliseconds; those never seen count as infinite. */
export function latencies(answered: ReadonlyMap<string, number>, seen: ReadonlyMap<string, number>): Latency {
  return summarise([...answered].map(([id, at]) => Math.max(0, (seen.get(id) ?? Number.POSITIVE_INFINITY) - at)));
}

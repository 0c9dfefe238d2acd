import { ProjectionTransport } from '#consumer';
import { encodeEvent, type RollcallEvent } from '#contracts';
import { openKafka, type KafkaSettings } from '#kafka';
import { handlersOf } from '#projection';
import { openPool, withSearchPath } from '#postgres';
import { DIRECTORY } from '../directory.js';
import { LIVE_SCHEMA } from '../storage/database.js';

export interface LiveDirectory {
  problems(): readonly string[];
  stop(): Promise<void>;
}

/** The directory's consumer as the service runs it, without its API. */
export async function liveDirectory(kafka: KafkaSettings, writerUrl: string): Promise<LiveDirectory> {
  const url = withSearchPath(writerUrl, LIVE_SCHEMA);
  const pool = openPool({ url, applicationName: 'directory', max: 5, pipeline: true });
  const transport = new ProjectionTransport({
    kafka,
    projection: 'directory',
    pool,
    handlers: handlersOf(DIRECTORY, {}),
  });
  await new Promise<unknown>((resolve) => transport.listen(resolve));
  return {
    problems: () => transport.problems(),
    async stop() {
      await transport.close();
      await pool.end();
    },
  };
}

export async function publish(kafka: KafkaSettings, events: readonly RollcallEvent[]): Promise<void> {
  const producer = openKafka(kafka, 'test').producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    const encoded = events.map(encodeEvent);
    const topics = [...new Set(encoded.map(({ topic }) => topic))];
    await producer.sendBatch({
      topicMessages: topics.map((topic) => ({
        topic: kafka.topicPrefix + topic,
        messages: encoded
          .filter((event) => event.topic === topic)
          .map(({ key, headers, value }) => ({ key, headers: { ...headers }, value })),
      })),
    });
  } finally {
    await producer.disconnect();
  }
}

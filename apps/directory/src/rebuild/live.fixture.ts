import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ProjectionTransport } from '#consumer';
import { encodeEvent, type RollcallEvent } from '#contracts';
import { openKafka, type KafkaSettings } from '#kafka';
import { openPool, withSearchPath } from '#postgres';
import { AdminController } from '../bus/admin.controller.js';
import { DIRECTORY_TOPICS } from '../bus/fold.js';
import { UsersController } from '../bus/users.controller.js';
import { LIVE_SCHEMA } from '../storage/database.js';

@Module({ controllers: [AdminController, UsersController] })
class LiveModule {}

export interface LiveDirectory {
  problems(): readonly string[];
  stop(): Promise<void>;
}

/** The directory's consumer as the service runs it, without its API. */
export async function liveDirectory(kafka: KafkaSettings, writerUrl: string): Promise<LiveDirectory> {
  const url = withSearchPath(writerUrl, LIVE_SCHEMA);
  const pool = openPool({ url, applicationName: 'directory', max: 5 });
  const strategy = new ProjectionTransport({
    ...{ kafka, projection: 'directory', pool, topics: DIRECTORY_TOPICS },
  });
  const app = await NestFactory.createMicroservice(LiveModule, { strategy, logger: false });
  await app.listen();
  return {
    problems: () => strategy.problems(),
    async stop() {
      await app.close();
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

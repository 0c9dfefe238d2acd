import { randomBytes } from 'node:crypto';
import { TOPICS, type Topic } from '#contracts';
import { ensureTopics, kafkaSettings, openKafka, type KafkaSettings } from '#kafka';
import { parts } from './parts.js';

export interface TestKafka {
  readonly settings: KafkaSettings;
  /** Deletes the topics that `testKafka` made. */
  drop(): Promise<void>;
}

/** Rollcall's topics (all of them, unless told) under a prefix of their own, so that spec files on one broker do not meet. */
export async function testKafka(topics: readonly Topic[] = TOPICS): Promise<TestKafka> {
  const settings = kafkaSettings({
    KAFKA_BROKERS: parts().kafkaBrokers,
    KAFKA_TOPIC_PREFIX: `t${randomBytes(5).toString('hex')}.`,
  });
  const kafka = openKafka(settings, 'test-support');
  await ensureTopics(kafka, topics, { prefix: settings.topicPrefix, replicationFactor: 1 });
  return {
    settings,
    async drop(): Promise<void> {
      const admin = kafka.admin();
      await admin.connect();
      await admin.deleteTopics({ topics: topics.map((topic) => settings.topicPrefix + topic.name) });
      await admin.disconnect();
    },
  };
}

import type { Kafka } from 'kafkajs';
import { TOPICS } from '#contracts';
import { diagnose, ensureTopics, kafkaSettings, openKafka, type KafkaSettings } from '#kafka';

/**
 * Creates the topics that are missing: one copy on a single broker, three where there are three brokers. Those that exist
 * are checked.
 *
 * @param warn is told what an operator should know, a sentence each
 * @throws Error that says which setting is wrong, of the cluster's address or of a topic
 */
export async function setUpTopics(
  env: Readonly<Record<string, string | undefined>>,
  warn: (sentence: string) => void = () => undefined,
): Promise<void> {
  const settings = kafkaSettings(env);
  const kafka = openKafka(settings, 'launcher');
  const brokers = await countBrokers(kafka, settings);
  const notable = await ensureTopics(kafka, TOPICS, {
    prefix: settings.topicPrefix,
    replicationFactor: Math.min(3, brokers),
  });
  for (const sentence of notable) warn(sentence);
}

async function countBrokers(kafka: Kafka, settings: KafkaSettings): Promise<number> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length;
  } catch (error) {
    const reasons = await diagnose(settings);
    if (reasons.length === 0) throw error;
    throw new Error(`Kafka cannot be reached:\n${reasons.map((one) => `  ${one}`).join('\n')}`, { cause: error });
  } finally {
    await admin.disconnect();
  }
}

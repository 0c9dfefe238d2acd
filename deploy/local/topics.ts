import { TOPICS } from '#contracts';
import { ensureTopics, kafkaSettings, openKafka } from '#kafka';

/** Creates the topics that are missing: one copy on a single broker, three where there are three brokers. */
export async function setUpTopics(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const settings = kafkaSettings(env);
  const kafka = openKafka(settings, 'launcher');
  const admin = kafka.admin();
  await admin.connect();
  const { brokers } = await admin.describeCluster();
  await admin.disconnect();
  await ensureTopics(kafka, TOPICS, { prefix: settings.topicPrefix, replicationFactor: Math.min(3, brokers.length) });
}

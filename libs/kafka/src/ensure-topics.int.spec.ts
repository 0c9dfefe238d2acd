import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '#contracts';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';
import { openKafka } from './client.js';
import { ensureTopics } from './ensure-topics.js';

describe('ensureTopics', () => {
  let kafka: TestKafka;
  beforeAll(async () => {
    kafka = await testKafka();
  });
  afterAll(() => kafka.drop());

  it('creates every topic with its partitions, and changes nothing when run again', async () => {
    const client = openKafka(kafka.settings, 'spec');
    const options = { prefix: kafka.settings.topicPrefix, replicationFactor: 1 };
    await ensureTopics(client, TOPICS, options);

    const admin = client.admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: TOPICS.map((topic) => options.prefix + topic.name) });
    await admin.disconnect();
    const found = Object.fromEntries(topics.map((topic) => [topic.name, topic.partitions.length]));
    expect(found).toEqual(Object.fromEntries(TOPICS.map((topic) => [options.prefix + topic.name, topic.partitions])));
  });
});

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

  it('refuses a topic that would lose events, naming what to alter, and makes no other before', async () => {
    const client = openKafka(kafka.settings, 'spec');
    const prefix = `${kafka.settings.topicPrefix}lossy.`;
    const options = { prefix, replicationFactor: 1 };
    const [users, ...others] = TOPICS;
    if (users === undefined) throw new Error('there are topics');
    const lossy = { ...users, config: { ...users.config, 'retention.ms': '1000', 'cleanup.policy': 'compact' } };
    await ensureTopics(client, [lossy], options);

    const attempt = ensureTopics(client, [users, ...others], options);
    await expect(attempt).rejects.toThrow(`${prefix}${users.name} has cleanup.policy=compact`);
    await expect(ensureTopics(client, [users], options)).rejects.toThrow(
      `--alter --topic ${prefix}${users.name} --add-config retention.ms=-1`,
    );
    const admin = client.admin();
    await admin.connect();
    expect((await admin.listTopics()).filter((name) => name.startsWith(prefix))).toEqual([prefix + users.name]);
    await admin.deleteTopics({ topics: [prefix + users.name] });
    await admin.disconnect();
  });

  it('tells of another number of partitions and of too few copies, and goes on', async () => {
    const client = openKafka(kafka.settings, 'spec');
    const prefix = `${kafka.settings.topicPrefix}other.`;
    const spec = { name: 'small', partitions: 2, config: {} };
    await ensureTopics(client, [spec], { prefix, replicationFactor: 1 });
    const notable = await ensureTopics(client, [{ ...spec, partitions: 3 }], { prefix, replicationFactor: 3 });
    expect(notable).toEqual([
      expect.stringContaining('has 2 partitions, a new one would have 3'),
      expect.stringContaining('has one copy, and there are brokers for 3'),
    ]);
    const admin = client.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [`${prefix}small`] });
    await admin.disconnect();
  });
});

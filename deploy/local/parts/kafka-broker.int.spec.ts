import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTopics, openKafka } from '#kafka';
import { KafkaBroker } from './kafka-broker.js';
import { choosePorts } from './ports.js';

describe('a Kafka broker in KRaft mode', () => {
  let dir: string;
  let kafka: KafkaBroker;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-kafka-'));
    const { ports } = await choosePorts({ broker: 'free', controller: 'free' });
    kafka = await KafkaBroker.start({ dir, port: ports.broker, controllerPort: ports.controller });
  }, 90_000);

  afterAll(async () => {
    await kafka.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('serves again after a kill -9, on the same port and with the same topics', async () => {
    const client = openKafka({ brokers: [kafka.brokers], topicPrefix: '', ssl: undefined, sasl: undefined }, 'spec');
    const topics = [{ name: 'kept', partitions: 1, config: {} }];
    await ensureTopics(client, topics, { prefix: '', replicationFactor: 1 });
    await kafka.kill();
    expect(kafka.pid).toBeUndefined();
    await kafka.restart();
    const admin = client.admin();
    await admin.connect();
    expect(await admin.listTopics()).toContain('kept');
    await admin.disconnect();
  }, 60_000);
});

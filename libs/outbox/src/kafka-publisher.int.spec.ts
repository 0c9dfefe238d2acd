import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { USERS } from '#contracts';
import { headerText, readToEnd } from '#kafka';
import { testKafka, type TestKafka } from '../../../test/support/kafka.js';
import { AnswerThief } from '../../../test/support/answer-thief.js';
import { KafkaPublisher } from './kafka-publisher.js';
import { userUpdated } from './outbox.fixture.js';
import type { StoredRecord } from './publisher.js';
import { publisherSuite, recordOf, type PublisherUnderTest } from './publisher.suite.js';
import { readTopics } from './read-topics.fixture.js';

jest.setTimeout(30_000);

interface Behind extends PublisherUnderTest {
  readonly test: TestKafka;
  readonly thief: AnswerThief;
  readonly kafka: Kafka;
}

async function behindThief(): Promise<Behind> {
  const test = await testKafka();
  const { topicPrefix, brokers } = test.settings;
  const thief = await AnswerThief.before(String(brokers[0]));
  const kafka = new Kafka({
    clientId: 'spec',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    socketFactory: thief.socketFactory,
  });
  const publisher = new KafkaPublisher(test.settings, { clientId: 'spec', socketFactory: thief.socketFactory });
  return {
    test,
    thief,
    kafka,
    publisher,
    tooLarge: 1_100_000,
    async stored() {
      const messages = await readTopics(kafka, [topicPrefix + USERS.name]);
      return messages.map((message) => ({
        key: String(message.key),
        value: String(message.value),
        headers: headerText(message.headers),
      }));
    },
    async failAfterStoring(attempt) {
      thief.stealing = true;
      await expect(attempt()).rejects.toThrow();
      thief.stealing = false;
      expect(thief.stolen).toBeGreaterThan(0);
    },
    async close() {
      await publisher.close();
      await thief.close();
      await test.drop();
    },
  };
}

publisherSuite('Kafka', behindThief);

it('a record that is stored is told with its place', async () => {
  const subject = await behindThief();
  const { publisher, kafka, test } = subject;
  const told = new Map<string | undefined, unknown>();
  const note = (stored: readonly StoredRecord[]): void =>
    stored.forEach(({ headers, place }) => told.set(headers.ce_id, place));
  // Of several partitions, some of them twice in a call; and a call after another.
  for (const version of [1, 2]) {
    const users = Array.from({ length: 20 }, (_, at) => recordOf(userUpdated(`user-${at}`, version)));
    await publisher.publish(users, note);
  }
  const found = new Map<string | undefined, unknown>();
  await readToEnd(kafka, [test.settings.topicPrefix + USERS.name], {
    each: ({ partition, message: { headers, offset } }) => found.set(headerText(headers).ce_id, { partition, offset }),
  });
  await subject.close();
  expect([told.size, told]).toEqual([40, found]);
});

describe('a kafkajs producer that is used on after a failed send', () => {
  let subject: Behind;
  beforeAll(async () => {
    subject = await behindThief();
  });
  afterAll(() => subject.close());

  it('loses the next record, if it is idempotent: why the publisher is not, and replaces it', async () => {
    const producer = subject.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      retry: { retries: 2, initialRetryTime: 50 },
    });
    await producer.connect();
    const send = async (version: number): Promise<void> => {
      const { key, value, headers } = recordOf(userUpdated('eve', version));
      const topic = subject.test.settings.topicPrefix + USERS.name;
      await producer.send({ topic, acks: -1, messages: [{ key, value, headers: { ...headers } }] });
    };
    await send(1);
    await subject.failAfterStoring(() => send(2));
    await send(3);
    await producer.disconnect();

    const versions = (await subject.stored()).map((record) => record.headers.ce_resourceversion);
    expect(versions).toEqual(['1', '2']);
  });
});

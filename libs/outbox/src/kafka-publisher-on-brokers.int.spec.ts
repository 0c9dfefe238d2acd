import { afterEach, describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { Kafka, logLevel, Partitioners, type ISocketFactory } from 'kafkajs';
import type { KafkaSettings } from '#kafka';
import { eventually } from '../../../test/support/eventually.js';
import { NOT_LEADER, ScriptedKafka } from '../../../test/support/scripted-kafka.js';
import { KafkaPublisher, type KafkaPublisherOptions } from './kafka-publisher.js';
import type { OutboxRecord } from './publisher.js';

const TOPIC = 'rollcall.users.v1';
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

async function cluster(leaders: readonly number[]): Promise<ScriptedKafka> {
  const kafka = await ScriptedKafka.start(TOPIC, { brokers: 3, leaders });
  undo.push(() => kafka.close());
  return kafka;
}

function publisherOf(
  kafka: ScriptedKafka,
  requestTimeoutMs = 5_000,
  more: Pick<KafkaPublisherOptions, 'socketFactory'> = {},
): KafkaPublisher {
  const settings: KafkaSettings = { brokers: kafka.brokers, topicPrefix: '', ssl: undefined, sasl: undefined };
  const publisher = new KafkaPublisher(settings, { clientId: 'spec', requestTimeoutMs, ...more });
  undo.push(() => publisher.close());
  return publisher;
}

const byKey = Partitioners.DefaultPartitioner();
/** A key whose partition, of so many, is this one. */
function keyIn(partition: number, partitions: number): string {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [],
    isr: [],
  }));
  for (let n = 0; ; n += 1) {
    const key = `key-${n}`;
    if (byKey({ topic: TOPIC, partitionMetadata, message: { key, value: null } }) === partition) return key;
  }
}

let lastId = 0;
function record(partition: number, value: string, partitions = 3): OutboxRecord {
  lastId += 1;
  const key = keyIn(partition, partitions);
  return { id: String(lastId), lane: 0, topic: TOPIC, key, value, headers: {}, recordedAt: Date.now() };
}

const firsts = (values: readonly string[] = []): string[] => [...new Set(values)];

/** Once: partition 1 goes from broker 1 to broker 0, which answers for partition 0 in the same round. */
function moveOnce(kafka: ScriptedKafka): void {
  kafka.script = ({ partition }) => {
    if (partition !== 1 || kafka.leaders[1] === 0) return 'stored';
    kafka.leaders[1] = 0;
    return NOT_LEADER;
  };
}

describe('a leader that moves to a broker which has answered already', () => {
  it('costs a plain kafkajs producer the record, and it reports success', async () => {
    const kafka = await cluster([0, 1, 2]);
    const producer = new Kafka({ clientId: 'spec', brokers: kafka.brokers, logLevel: logLevel.NOTHING }).producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 2, initialRetryTime: 50, maxRetryTime: 500 },
    });
    undo.push(() => producer.disconnect());
    await producer.connect();
    moveOnce(kafka);
    const messages = [0, 1, 2].map((partition) => ({ key: keyIn(partition, 3), value: `v${partition}` }));
    const answer = await producer.sendBatch({ topicMessages: [{ topic: TOPIC, messages }] });

    expect(kafka.log).toEqual([['v0'], [], ['v2']]);
    expect(answer.map(({ partition }) => partition).sort()).toEqual([0, 2]);
  });

  it('fails the round of our publisher, and the next one brings everything, in order', async () => {
    const kafka = await cluster([0, 1, 2]);
    const publisher = publisherOf(kafka);
    moveOnce(kafka);
    const records = [0, 1, 2].flatMap((partition) => [
      record(partition, `v${partition}.1`),
      record(partition, `v${partition}.2`),
    ]);
    const stored: string[] = [];
    const note = (some: readonly OutboxRecord[]): void => void stored.push(...some.map(({ value }) => value));
    await expect(publisher.publish(records, note)).rejects.toMatchObject({ code: 'PUBLISH_FAILED' });
    expect(stored.sort()).toEqual(['v0.1', 'v0.2', 'v2.1', 'v2.2']);

    await publisher.publish(records);
    expect(kafka.log.map(firsts)).toEqual([0, 1, 2].map((partition) => [`v${partition}.1`, `v${partition}.2`]));
  });
});

describe('a publisher on several brokers', () => {
  it.each([
    ['is not in the answer', 'missing' as const],
    ['is answered with an error', 7],
    ['has too few copies', 19],
    ['is stored and not answered', 'silent' as const],
  ])('fails when one partition %s, tells what is stored, and loses nothing', async (_what, verdict) => {
    const kafka = await cluster([0, 0, 1]);
    const publisher = publisherOf(kafka, 1_000);
    kafka.script = ({ partition }) => (partition === 1 ? verdict : 'stored');
    const first = [0, 1, 2].map((partition) => record(partition, `v${partition}.1`));
    const stored: string[] = [];
    const note = (some: readonly OutboxRecord[]): void => void stored.push(...some.map(({ value }) => value));
    await expect(publisher.publish(first, note)).rejects.toMatchObject({ code: 'PUBLISH_FAILED' });
    // Partition 0 shares its leader, hence its fate, with partition 1.
    expect(stored).toEqual(['v2.1']);

    kafka.script = () => 'stored';
    await publisher.publish([...first.slice(0, 2), record(0, 'v0.2'), record(1, 'v1.2')]);
    expect(kafka.log.map(firsts)).toEqual([['v0.1', 'v0.2'], ['v1.1', 'v1.2'], ['v2.1']]);
  });

  it('keeps a record in its partition, and the order of its key, when partitions are added', async () => {
    const kafka = await cluster([0, 1, 2]);
    const publisher = publisherOf(kafka);
    await publisher.publish([0, 1, 2].map((partition) => record(partition, `v${partition}.1`)));
    kafka.leaders.push(0);
    kafka.log.push([]);
    await publisher.publish([0, 1, 2].map((partition) => record(partition, `v${partition}.2`)));
    expect(kafka.log).toEqual([['v0.1', 'v0.2'], ['v1.1', 'v1.2'], ['v2.1', 'v2.2'], []]);
  });

  it('loses nothing and reorders nothing while leaders move at random and answers are lost', async () => {
    const kafka = await cluster([0, 1, 2, 0, 1, 2]);
    const publisher = publisherOf(kafka, 200);
    let step = 0;
    kafka.script = ({ broker, partition }) => {
      step += 1;
      if (step % 7 === 0) kafka.leaders[partition] = (broker + 1) % 3;
      if (step % 7 === 0) return NOT_LEADER;
      return step % 11 === 0 ? 'silent' : 'stored';
    };
    const waiting = new Set<OutboxRecord>();
    for (let version = 1; version <= 15; version += 1) {
      for (let partition = 0; partition < 6; partition += 1) waiting.add(record(partition, `${version}`, 6));
      await publisher.publish([...waiting], (some) => some.forEach((one) => drop(waiting, one))).catch(() => undefined);
    }
    kafka.script = () => 'stored';
    await eventually('nothing waits', async () => {
      await publisher.publish([...waiting], (some) => some.forEach((one) => drop(waiting, one)));
      return waiting.size === 0;
    });
    const all = Array.from({ length: 15 }, (_, index) => String(index + 1));
    expect(kafka.log.map(firsts)).toEqual([all, all, all, all, all, all]);
  });
});

describe('a broker that hangs', () => {
  it('holds up no other broker’s records, those of the first round and those of the next', async () => {
    const kafka = await cluster([0, 1, 2]);
    const publisher = publisherOf(kafka, 1_000);
    await publisher.publish([0, 1, 2].map((partition) => record(partition, `v${partition}.1`)));
    kafka.deaf.add(1);
    const begun = performance.now();
    for (const version of [2, 3]) {
      const stored: string[] = [];
      const note = (some: readonly OutboxRecord[]): void => void stored.push(...some.map(({ value }) => value));
      let hasEnded = false;
      const records = [0, 1, 2].map((partition) => record(partition, `v${partition}.${version}`));
      const round = publisher.publish(records, note).finally(() => (hasEnded = true));
      await Promise.all([
        expect(round).rejects.toMatchObject({ code: 'PUBLISH_FAILED' }),
        eventually('the others are told to be stored', () => stored.length === 2).then(() =>
          expect(hasEnded).toBe(false),
        ),
      ]);
      expect(stored.sort()).toEqual([`v0.${version}`, `v2.${version}`]);
    }
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(kafka.log[1]).toEqual(['v1.1']);
  });

  it('lets a new producer in by another broker within a second or two, whichever is named first', async () => {
    for (const deaf of [0, 1, 2]) {
      const kafka = await cluster([0, 1, 2]);
      kafka.deaf.add(deaf);
      const publisher = publisherOf(kafka, 5_000);
      const others = [0, 1, 2].filter((broker) => broker !== deaf);
      const begun = performance.now();
      await publisher.publish(others.map((partition) => record(partition, 'v')));
      expect(performance.now() - begun).toBeLessThan(4_000);
    }
  });

  it('leaves no connection behind when its producers have been replaced', async () => {
    const kafka = await cluster([0, 1, 2]);
    const sockets: Socket[] = [];
    const socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
      const socket = connect({ host, port }, onConnect);
      sockets.push(socket);
      return socket;
    };
    const publisher = publisherOf(kafka, 200, { socketFactory });
    kafka.deaf.add(1);
    for (let times = 0; times < 5; times += 1) {
      const records = [0, 1, 2].map((partition) => record(partition, `v${times}`));
      await expect(publisher.publish(records)).rejects.toMatchObject({ code: 'PUBLISH_FAILED' });
    }
    expect(sockets.length).toBeGreaterThanOrEqual(10);
    await eventually('no connection is left', () => sockets.every(({ closed }) => closed), { timeout: 3_000 });
  });
});

/** What is told has its place with it: by its id it is the one that waits. */
function drop(waiting: Set<OutboxRecord>, stored: OutboxRecord): void {
  for (const one of waiting) if (one.id === stored.id) waiting.delete(one);
}

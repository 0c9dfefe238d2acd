import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer as KafkaConsumer, EachBatchPayload } from 'kafkajs';
import { Holes } from './holes.js';
import { KafkaCommits } from './kafka-commits.js';
import { toPartitionBatch } from './kafka-records.js';
import { failureCode } from './failure.js';
import { Heartbeats } from './heartbeats.js';
import { DEFAULT_SESSION, type KafkaSourceOptions, type SessionTimes } from './kafka-source-options.js';
import { nextWait } from './next-wait.js';
import { readingProblem } from './reading-problem.js';
import { SharedAdmin } from './shared-admin.js';
import { placeName, type Partition, type Reader, type RecordSource, type Watermarks } from './source.js';

// A fetch that finds nothing comes back this soon: the longest that a stop or a rebalance waits for it.
const LONGEST_POLL_MS = 1_000;

/**
 * A consumer group of kafkajs. Kafka decides who reads a partition; where it is read from is the projection's own
 * knowledge, so nothing is committed automatically, and what is committed is for lag tools.
 */
export class KafkaSource implements RecordSource {
  readonly #options: KafkaSourceOptions;
  readonly #commits: KafkaCommits;
  readonly #admin: SharedAdmin;
  #consumer: KafkaConsumer | null = null;
  #problem: string | null = 'not connected to Kafka yet';
  #isStopping = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #opening: Promise<void> = Promise.resolve();
  /** Holes that are still being walked over: a partition's next batch waits for them. */
  readonly #holes = new Holes();

  constructor(options: KafkaSourceOptions) {
    this.#options = options;
    this.#commits = new KafkaCommits(options.topicPrefix);
    this.#admin = new SharedAdmin(options.kafka);
  }

  start(reader: Reader): void {
    this.#opening = this.#open(reader);
  }

  get #session(): SessionTimes {
    return this.#options.session ?? DEFAULT_SESSION;
  }

  problem(): string | null {
    return this.#problem;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#retry);
    // A connection that is being made cannot be called off, and looks by itself whether it is still wanted.
    await Promise.race([this.#opening, pause(LONGEST_POLL_MS, undefined, { ref: false })]);
    await this.#close();
  }

  seek(place: Partition, offset: bigint): void {
    const topic = this.#prefixed(place.topic);
    // While kafkajs restarts by itself there is nothing to seek in; joining again leads to another check.
    try {
      this.#consumer?.seek({ topic, partition: place.partition, offset: offset.toString() });
      this.#consumer?.resume([{ topic, partitions: [place.partition] }]);
    } catch (error) {
      this.#options.log.warn({ ...place, code: failureCode(error) }, 'could not seek');
    }
  }

  pause(place: Partition): void {
    try {
      this.#consumer?.pause([{ topic: this.#prefixed(place.topic), partitions: [place.partition] }]);
    } catch (error) {
      this.#options.log.warn({ ...place, code: failureCode(error) }, 'could not pause');
    }
  }

  clusterId(): Promise<string> {
    return this.#admin.use(async (admin) => (await admin.describeCluster()).clusterId);
  }

  watermarks({ topic, partition }: Partition): Promise<Watermarks> {
    return this.#admin.use(async (admin) => {
      const marks = (await admin.fetchTopicOffsets(this.#prefixed(topic))).find((mark) => mark.partition === partition);
      if (marks === undefined) throw new Error(`the topic has no partition ${partition}`);
      return { low: BigInt(marks.low), high: BigInt(marks.high) };
    });
  }

  highWatermarks(topics: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
    return this.#admin.use(async (admin) => {
      const ends = new Map<string, bigint>();
      for (const topic of topics) {
        for (const { partition, high } of await admin.fetchTopicOffsets(this.#prefixed(topic))) {
          ends.set(placeName({ topic, partition }), BigInt(high));
        }
      }
      return ends;
    });
  }

  async #open(reader: Reader): Promise<void> {
    const { kafka, groupId, log, fetchBytes, bytesPerPartition, concurrency } = this.#options;
    const { timeoutMs, heartbeatMs } = this.#session;
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: timeoutMs,
      heartbeatInterval: heartbeatMs,
      minBytes: 1,
      maxWaitTimeInMs: LONGEST_POLL_MS,
      maxBytes: fetchBytes,
      maxBytesPerPartition: bytesPerPartition,
      // Its own restarts come at once where they can: a broker that is away for a minute costs no more than that.
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8, restartOnFailure: () => Promise.resolve(true) },
    });
    this.#listen(consumer, reader);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: reader.topics.map((topic) => this.#prefixed(topic)), fromBeginning: true });
      if (this.#isStopping) {
        await consumer.disconnect();
        return;
      }
      this.#consumer = consumer;
      this.#commits.begin(consumer);
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: concurrency,
        eachBatch: (payload) => this.#eachBatch(payload, reader),
      });
    } catch (error) {
      await consumer.disconnect().catch(() => undefined);
      this.#problem = readingProblem(error, groupId);
      log.warn({ groupId, code: failureCode(error) }, 'waiting for Kafka');
      this.#openLater(reader);
    }
  }

  #listen(consumer: KafkaConsumer, reader: Reader): void {
    const { GROUP_JOIN, CRASH, START_BATCH_PROCESS } = consumer.events;
    consumer.on(GROUP_JOIN, ({ payload }) => {
      this.#problem = null;
      this.#failures = 0;
      const partitions = Object.entries(payload.memberAssignment).flatMap(([topic, numbers]) =>
        numbers.map((partition): Partition => ({ topic: this.#bare(topic), partition })),
      );
      reader.assigned(partitions);
    });
    consumer.on(CRASH, ({ payload }) => {
      this.#problem = readingProblem(payload.error, this.#options.groupId);
      this.#options.log.warn({ code: failureCode(payload.error), restart: payload.restart }, 'reading Kafka failed');
      if (!payload.restart) void this.#reopen(reader);
    });
    consumer.on(START_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize === 0) this.#walkOver(payload, reader);
    });
  }

  /**
   * kafkajs hands out no batch that has only control records or aborted messages, but reports it: the stored offset
   * must move over it, else what follows looks like a gap.
   */
  #walkOver(hole: { topic: string; partition: number; firstOffset: string; lastOffset: string }, reader: Reader): void {
    const place = { topic: this.#bare(hole.topic), partition: hole.partition };
    const next = BigInt(hole.lastOffset) + 1n;
    const batch = { ...place, fetchedFrom: BigInt(hole.firstOffset), next, highWatermark: next, records: [] };
    const control = { isActive: () => !this.#isStopping, heartbeat: () => Promise.resolve(), resolve: () => undefined };
    this.#holes.walk(placeName(place), () => reader.read(batch, control));
  }

  async #eachBatch(payload: EachBatchPayload, reader: Reader): Promise<void> {
    const batch = toPartitionBatch(this.#bare(payload.batch.topic), payload.batch);
    await this.#holes.passed(placeName(batch));
    const heartbeats = new Heartbeats(() => payload.heartbeat(), this.#session.heartbeatMs);
    try {
      await reader.read(batch, {
        isActive: () => payload.isRunning() && !payload.isStale() && !heartbeats.isLost,
        heartbeat: () => heartbeats.beat(),
        resolve: (next) => {
          payload.resolveOffset((next - 1n).toString());
          this.#commits.stored(batch, next);
        },
      });
      if (payload.isRunning() && batch.next >= batch.highWatermark) await this.#gather();
    } finally {
      heartbeats.end();
    }
    // The last chance: after this the member leaves the group.
    if (!payload.isRunning()) await this.#commits.flushNow(payload);
  }

  /** Kafka is asked for more when all batches of a fetch are done with. */
  async #gather(): Promise<void> {
    const { gatherMs = 0 } = this.#options;
    if (gatherMs > 0) await pause(Math.min(gatherMs, LONGEST_POLL_MS));
  }

  async #reopen(reader: Reader): Promise<void> {
    try {
      await this.#close();
    } catch (error) {
      // Whatever is left of the old connection: without another one nothing would be read any more.
      this.#options.log.warn({ code: failureCode(error) }, 'leaving the group failed');
    }
    this.#openLater(reader);
  }

  #openLater(reader: Reader): void {
    if (this.#isStopping) return;
    this.#failures += 1;
    this.#retry = setTimeout(
      () => {
        this.#opening = this.#open(reader);
      },
      nextWait(this.#failures, Math.random()),
    );
  }

  async #close(): Promise<void> {
    const consumer = this.#consumer;
    this.#consumer = null;
    this.#commits.end();
    if (consumer !== null) {
      await this.#commits.flush(consumer);
      await consumer.disconnect();
    }
  }

  #prefixed(topic: string): string {
    return this.#options.topicPrefix + topic;
  }

  #bare(topic: string): string {
    return topic.slice(this.#options.topicPrefix.length);
  }
}

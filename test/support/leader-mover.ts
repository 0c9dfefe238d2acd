import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { openKafka, type KafkaSettings } from '#kafka';
import { eventually } from './eventually.js';

interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

/** Moves the leaders of topics' partitions about a cluster of three, without a restart: what a rolling restart does weekly. */
export class LeaderMover {
  readonly #kafka;
  readonly #topics: readonly string[];
  #moving: Promise<void> | undefined;
  #isStopping = false;
  /** Rounds that moved every partition. */
  rounds = 0;

  constructor(settings: KafkaSettings, topics: readonly string[]) {
    this.#kafka = openKafka(settings, 'test-leader-mover', undefined, { requestTimeout: 5_000 });
    this.#topics = topics.map((name) => settings.topicPrefix + name);
  }

  /** Every partition's leader and copies, as the controller says. */
  async state(): Promise<PartitionState[]> {
    return this.#withAdmin((admin) => this.#describe(admin));
  }

  /** Waits until each partition has all its copies in sync: what an operator does before the next broker is restarted. */
  async allInSync(timeout = 60_000): Promise<void> {
    await eventually(
      'every copy is in sync',
      async () => (await this.state()).every(({ isr, replicas }) => isr.length === replicas.length),
      { timeout, every: 250 },
    );
  }

  start(everyMs: number): void {
    this.#moving ??= this.#withAdmin(async (admin) => {
      while (!this.#isStopping) {
        const begun = performance.now();
        // A move that is still under way, or a broker that is away: the next turn.
        await this.#move(admin).catch(() => undefined);
        await pause(Math.max(0, everyMs - (performance.now() - begun)));
      }
    });
  }

  /** Ends the moving, and waits until every partition can be read. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#moving;
    await eventually('the last leaders serve', () => this.#withAdmin((admin) => this.#areServed(admin)), {
      timeout: 60_000,
      every: 250,
    });
  }

  async #areServed(admin: Admin): Promise<boolean> {
    for (const topic of this.#topics) await admin.fetchTopicOffsets(topic);
    return true;
  }

  /** Puts a copy on every broker again, and waits until all are in sync. */
  async everywhere(): Promise<void> {
    await eventually('three copies are in sync', () => this.#areEverywhere(), { timeout: 90_000, every: 500 });
  }

  async #areEverywhere(): Promise<boolean> {
    const states = await this.state();
    const missing = states.filter(({ replicas }) => replicas.length < 3);
    if (missing.length > 0) await this.#withAdmin((admin) => this.#assign(admin, withLeaderLast));
    const behind = states.filter(({ isr }) => isr.length < 3);
    if (behind.length > 0) throw new Error(JSON.stringify(behind));
    return true;
  }

  /** The broker that leads gives its copy to the one that has none, or to the first of the others when all have one. */
  async #move(admin: Admin): Promise<void> {
    await this.#assign(admin, (brokers, leader) => withLeaderLast(brokers, leader).slice(0, 2));
    this.rounds += 1;
  }

  async #assign(admin: Admin, replicasOf: (brokers: readonly number[], leader: number) => number[]): Promise<void> {
    const states = await this.#describe(admin);
    const brokers = (await admin.describeCluster()).brokers.map(({ nodeId }) => nodeId).sort();
    const topics = this.#topics.map((topic) => ({
      topic,
      partitionAssignment: states
        .filter((state) => state.topic === topic)
        .map(({ partition, leader }) => ({ partition, replicas: replicasOf(brokers, leader) })),
    }));
    await admin.alterPartitionReassignments({ topics });
  }

  async #describe(admin: Admin): Promise<PartitionState[]> {
    const { topics } = await admin.fetchTopicMetadata({ topics: [...this.#topics] });
    return topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionId, leader, replicas, isr }) => ({
        topic: name,
        partition: partitionId,
        leader,
        replicas,
        isr,
      })),
    );
  }

  async #withAdmin<Value>(use: (admin: Admin) => Promise<Value>): Promise<Value> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      return await use(admin);
    } finally {
      await admin.disconnect();
    }
  }
}

/** 1 2 3 with leader 2: 3 1 2. */
function withLeaderLast(brokers: readonly number[], leader: number): number[] {
  const place = brokers.indexOf(leader) + 1;
  return [...brokers.slice(place), ...brokers.slice(0, place)];
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterId, KafkaBroker } from './kafka-broker.js';
import type { KafkaNode } from './kafka-settings.js';
import { choosePorts } from './ports.js';

export interface KafkaClusterOptions {
  /** A folder of its own. */
  readonly dir: string;
  /** Kafka's settings by their names, for every node. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onLine?: (node: number, line: string) => void;
}

interface QuorumState {
  readonly leaderId?: number;
  readonly leaderEpoch?: number;
}

const NODES = [1, 2, 3] as const;

/**
 * Three Kafka nodes on this machine, each broker and controller: 600 MB, and 20 s of processor time to start. Where an
 * operator's cluster has Rollcall's topics, copies are on three and two must have each record.
 */
export class KafkaCluster {
  readonly #nodes: ReadonlyMap<number, KafkaBroker>;
  readonly #dir: string;

  private constructor(nodes: ReadonlyMap<number, KafkaBroker>, dir: string) {
    this.#nodes = nodes;
    this.#dir = dir;
  }

  /** Starts all three and waits until each serves. */
  static async start({ dir, settings, onLine }: KafkaClusterOptions): Promise<KafkaCluster> {
    const { ports } = await choosePorts({ b1: 'free', b2: 'free', b3: 'free', c1: 'free', c2: 'free', c3: 'free' });
    const controllers = { 1: ports.c1, 2: ports.c2, 3: ports.c3 } as const;
    const brokers = { 1: ports.b1, 2: ports.b2, 3: ports.b3 } as const;
    const all: Omit<KafkaNode, 'id'> = {
      clusterId: clusterId(),
      voters: NODES.map((id) => ({ id, controllerPort: controllers[id] })),
    };
    const prepared = NODES.map(async (id) => {
      const node = await KafkaBroker.prepare({
        dir: join(dir, `kafka-${id}`),
        port: brokers[id],
        controllerPort: controllers[id],
        node: { ...all, id },
        ...(settings === undefined ? {} : { settings }),
        ...(onLine === undefined ? {} : { onLine: (line: string) => onLine(id, line) }),
      });
      return [id, node] as const;
    });
    const nodes = new Map<number, KafkaBroker>(await Promise.all(prepared));
    const cluster = new KafkaCluster(nodes, dir);
    try {
      await Promise.all([...nodes.values()].map((node) => node.restart()));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** As `KAFKA_BROKERS` takes them. */
  get brokers(): string {
    return [...this.#nodes.values()].map(({ brokers }) => brokers).join(',');
  }

  get ids(): readonly number[] {
    return [...this.#nodes.keys()];
  }

  node(id: number): KafkaBroker {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new Error(`there is no Kafka node ${id}`);
    return node;
  }

  /** The node that is the active controller: Kafka's clients are told any broker, so this asks the nodes' own files. */
  async controller(): Promise<number> {
    const states = this.ids.map(async (id) => {
      const file = join(this.#dir, `kafka-${id}`, 'log', '__cluster_metadata-0', 'quorum-state');
      const { leaderId = -1, leaderEpoch = -1 } = JSON.parse(await readFile(file, 'utf8')) as QuorumState;
      return { leaderId, leaderEpoch };
    });
    const newest = (await Promise.all(states)).sort((one, other) => other.leaderEpoch - one.leaderEpoch);
    const leader = newest.find(({ leaderId }) => leaderId > 0)?.leaderId;
    if (leader === undefined) throw new Error('no controller has been elected');
    return leader;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#nodes.values()].map((node) => node.stop()));
  }
}

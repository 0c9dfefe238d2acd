import { join } from 'node:path';
import { HOST } from './ports.js';

/** One of several nodes that form a cluster. All of them are given the same voters and the same cluster id. */
export interface KafkaNode {
  readonly id: number;
  readonly clusterId: string;
  readonly voters: readonly { readonly id: number; readonly controllerPort: number }[];
}

export interface KafkaPlace {
  readonly dir: string;
  readonly port: number;
  readonly controllerPort: number;
  /** Absent: a cluster of this one node. */
  readonly node?: KafkaNode;
  /** Kafka's settings by their names, over those below. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The text of server.properties: broker and controller in one JVM, on this machine only. */
export function serverProperties(place: KafkaPlace): string {
  const { dir, port, controllerPort, node } = place;
  const voters = node?.voters ?? [{ id: 1, controllerPort }];
  const copies = Math.min(3, voters.length);
  const all = {
    'process.roles': 'broker,controller',
    'node.id': String(node?.id ?? 1),
    'controller.quorum.voters': voters.map((voter) => `${voter.id}@${HOST}:${voter.controllerPort}`).join(','),
    listeners: `PLAINTEXT://${HOST}:${port},CONTROLLER://${HOST}:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${HOST}:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': join(dir, 'log'),
    // After kill -9 the broker waits for its own old session to end: 12 s as shipped, 5 s with these.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    ...internalTopics(copies),
    ...(copies > 1 ? SEVERAL_ON_ONE_MACHINE : {}),
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    ...place.settings,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function internalTopics(copies: number): Record<string, string> {
  const [replicationFactor, inSync] = [String(copies), String(Math.max(1, copies - 1))];
  return {
    'offsets.topic.num.partitions': '4',
    'offsets.topic.replication.factor': replicationFactor,
    'transaction.state.log.num.partitions': '4',
    'transaction.state.log.replication.factor': replicationFactor,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': replicationFactor,
    'share.coordinator.state.topic.min.isr': inSync,
  };
}

/**
 * The log cleaner takes 128 MiB of the heap as shipped, more than a node has here: it ends with OutOfMemoryError at the
 * start. With these a node is 190-215 MB. `min.insync.replicas` is the topics' own affair: 1, as shipped, for all others.
 */
const SEVERAL_ON_ONE_MACHINE = {
  'log.cleaner.dedupe.buffer.size': '8388608',
  'num.io.threads': '3',
  'num.network.threads': '2',
} as const;

import { join } from 'node:path';
import { CERTIFIED } from './certificates.js';
import { HOST } from './ports.js';

/** One of several nodes that form a cluster. All of them are given the same voters and the same cluster id. */
export interface KafkaNode {
  readonly id: number;
  readonly clusterId: string;
  readonly voters: readonly { readonly id: number; readonly controllerPort: number }[];
}

/** With it clients speak SASL_SSL with SCRAM-SHA-512, and may do what an ACL permits them. */
export interface KafkaSecurity {
  /** PEM files: the CA, and the broker's key with its certificate. */
  readonly ca: string;
  readonly bundle: string;
  /** Permitted everything, as the broker itself is. */
  readonly operator: string;
  /** By user; the operator's is among them. */
  readonly passwords: Readonly<Record<string, string>>;
}

export interface KafkaPlace {
  readonly dir: string;
  readonly port: number;
  readonly controllerPort: number;
  /** Absent: a cluster of this one node. */
  readonly node?: KafkaNode;
  /** Absent: everybody on this machine may do everything. The same storage can be served with it and without. */
  readonly security?: KafkaSecurity;
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
    listeners: `CLIENTS://${HOST}:${port},CONTROLLER://${HOST}:${controllerPort}`,
    'advertised.listeners': `CLIENTS://${HOST}:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENTS',
    ...(place.security === undefined ? OPEN : locked(place.security)),
    'log.dirs': join(dir, 'log'),
    // After kill -9 the broker waits for its own old session to end: 12 s as shipped, 5 s with these.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    // As shipped the controller writes a record that says nothing each half second, which every node reads.
    'metadata.max.idle.interval.ms': '10000',
    ...internalTopics(copies),
    ...ON_A_DEVELOPERS_MACHINE,
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    ...place.settings,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

const OPEN = { 'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT' } as const;

/**
 * The controller takes the broker's own certificate and no other, so it needs no password that would have to stand in
 * this file. A node alone never connects to its own clients' listener: several would need a user for that.
 */
function locked({ ca, bundle, operator }: KafkaSecurity): Record<string, string> {
  return {
    'listener.security.protocol.map': 'CLIENTS:SASL_SSL,CONTROLLER:SSL',
    'listener.name.controller.ssl.client.auth': 'required',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': bundle,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': ca,
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
    'listener.name.clients.scram-sha-512.sasl.jaas.config':
      'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:CN=${CERTIFIED.kafka};User:${operator}`,
  };
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
 * The log cleaner takes 128 MiB of the heap as shipped: more than a node of several has here, which ends with OutOfMemoryError at
 * the start, and the most of what a node alone holds. With these a node is 190-215 MB. Each thread looks three times a second
 * whether it is wanted. `min.insync.replicas` is the topics' own affair: 1, as shipped, for all others.
 */
const ON_A_DEVELOPERS_MACHINE = {
  'log.cleaner.dedupe.buffer.size': '8388608',
  'num.io.threads': '3',
  'num.network.threads': '2',
} as const;

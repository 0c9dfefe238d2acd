import type { Kafka } from 'kafkajs';
import type { ConsumerLog } from './log.js';

export interface KafkaSourceOptions {
  readonly kafka: Kafka;
  readonly topicPrefix: string;
  readonly groupId: string;
  readonly log: ConsumerLog;
  /** Partitions handed out at the same time. */
  readonly concurrency: number;
  /** Bytes that one fetch may hold in memory; one fetch is in flight per broker. */
  readonly fetchBytes: number;
  readonly bytesPerPartition: number;
  /**
   * Milliseconds after a batch in which nothing more is fetched, so that what comes meanwhile shares a transaction. 0 unless
   * told. Of those that have nothing more to read: who is behind waits for nobody.
   */
  readonly gatherMs?: number;
  /** How soon Kafka takes a dead member's partitions away. {@link DEFAULT_SESSION} unless told. */
  readonly session?: SessionTimes;
}

export interface SessionTimes {
  /** Milliseconds without a heartbeat after which a member counts as dead. */
  readonly timeoutMs: number;
  readonly heartbeatMs: number;
}

// Kafka's own least is 6 s; with kafkajs' 30 s a consumer that was killed was missed for 27-30 s.
export const DEFAULT_SESSION: SessionTimes = { timeoutMs: 10_000, heartbeatMs: 2_000 };

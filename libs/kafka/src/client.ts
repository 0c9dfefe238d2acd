import { Kafka, logLevel, type KafkaConfig, type logCreator } from 'kafkajs';
import { readBatchesBounded } from './batch-decoder.js';
import { readRecordsAtOnce } from './record-decoder.js';
import { lookWhileSomethingWaits, requestQueue } from './request-queue.js';
import type { KafkaSettings } from './settings.js';

lookWhileSomethingWaits(requestQueue());
readRecordsAtOnce();
readBatchesBounded();

/** Where kafkajs' own log lines go; pino's loggers fit. */
export interface KafkaLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What one client sets for itself, over what all have. */
export type ClientOverrides = Pick<KafkaConfig, 'requestTimeout' | 'retry' | 'socketFactory'>;

/** A kafkajs client; it connects when its first producer, consumer or admin does. */
export function openKafka(
  settings: KafkaSettings,
  clientId: string,
  log?: KafkaLog,
  overrides: ClientOverrides = {},
): Kafka {
  const config: KafkaConfig = {
    clientId,
    brokers: () => startAnywhere(settings.brokers),
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    logLevel: log === undefined ? logLevel.NOTHING : logLevel.WARN,
    ...(settings.ssl === undefined ? {} : { ssl: settings.ssl }),
    ...(settings.sasl === undefined ? {} : { sasl: settings.sasl }),
    ...(log === undefined ? {} : { logCreator: forwardTo(log) }),
    ...overrides,
  };
  return new Kafka(config);
}

/**
 * kafkajs 2.2.4 begins every connection with the first broker that is named, and with the next only if that one refuses
 * it. One that takes connections and never answers (paused, half dead) would hold up each new client in turn.
 */
function startAnywhere(brokers: readonly string[]): string[] {
  const first = Math.floor(Math.random() * brokers.length);
  return [...brokers.slice(first), ...brokers.slice(0, first)];
}

function forwardTo(log: KafkaLog): logCreator {
  return () =>
    ({ level, namespace, log: entry }) => {
      const { message, error, groupId, topic, partition, broker } = entry;
      const fields = {
        kafkajs: namespace,
        error: error as unknown,
        groupId: groupId as unknown,
        topic: topic as unknown,
        partition: partition as unknown,
        broker: broker as unknown,
      };
      // A coordinator that moves or starts is retried by kafkajs itself, which still calls it an error.
      const passing = typeof error === 'string' && /coordinator|rebalanc/i.test(error);
      if (level <= logLevel.ERROR && !passing) log.error(fields, message);
      else log.warn(fields, message);
    };
}

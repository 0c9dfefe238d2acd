import { Kafka, logLevel, type KafkaConfig, type logCreator } from 'kafkajs';
import type { KafkaSettings } from './settings.js';

/** Where kafkajs' own log lines go; pino's loggers fit. */
export interface KafkaLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A kafkajs client; it connects when its first producer, consumer or admin does. */
export function openKafka(settings: KafkaSettings, clientId: string, log?: KafkaLog): Kafka {
  const config: KafkaConfig = {
    clientId,
    brokers: [...settings.brokers],
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    logLevel: log === undefined ? logLevel.NOTHING : logLevel.WARN,
    ...(settings.ssl === undefined ? {} : { ssl: settings.ssl }),
    ...(settings.sasl === undefined ? {} : { sasl: settings.sasl }),
    ...(log === undefined ? {} : { logCreator: forwardTo(log) }),
  };
  return new Kafka(config);
}

function forwardTo(log: KafkaLog): logCreator {
  return () =>
    ({ level, namespace, log: entry }) => {
      const { message, error, groupId, topic, partition, broker } = entry;
      // The relay replaces a producer that gave up, which is what this line of kafkajs warns about.
      if (message.startsWith('Limiting retries for the idempotent producer')) return;
      const fields = {
        kafkajs: namespace,
        error: error as unknown,
        groupId: groupId as unknown,
        topic,
        partition,
        broker,
      };
      // A coordinator that moves or starts is retried by kafkajs itself, which still calls it an error.
      const passing = typeof error === 'string' && /coordinator|rebalanc/i.test(error);
      if (level <= logLevel.ERROR && !passing) log.error(fields, message);
      else log.warn(fields, message);
    };
}

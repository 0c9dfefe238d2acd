import { Type } from 'typebox';
import { kafkaSettings, type KafkaSettings } from '#kafka';
import { CENTURY_MS, internalAddress, type ListenAddress, processSettings, readConfig } from '#service';

/** The schema of its environment, for `KAFKA_*` see libs/kafka. */
export const SETTINGS = Type.Object({
  ...processSettings(7302),
  DATABASE_URL: Type.String({ minLength: 1, description: 'as the relay’s own role' }),
  OUTBOX_RETENTION_SECONDS: Type.Integer({
    default: 86_400,
    minimum: 0,
    maximum: CENTURY_MS / 1_000,
    description: 'seconds that a published event stays in the outbox',
  }),
  OUTBOX_POLL_MS: Type.Integer({
    default: 1_000,
    minimum: 10,
    maximum: 86_400_000,
    description: 'milliseconds between two looks when no writer rings',
  }),
});

export interface RelayConfig {
  readonly host: string;
  readonly port: number;
  readonly maxConnections?: number;
  readonly internal?: ListenAddress;
  readonly logLevel: string;
  readonly drainGrace: number;
  readonly databaseUrl: string;
  readonly retentionSeconds: number;
  readonly pollMs: number;
  readonly kafka: KafkaSettings;
}

/** Reads the relay's environment; `KAFKA_*` as libs/kafka says. */
export function relayConfig(env: Readonly<Record<string, string | undefined>>): RelayConfig {
  const settings = readConfig(SETTINGS, env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    maxConnections: settings.MAX_CONNECTIONS,
    internal: internalAddress(settings.PORT, settings),
    logLevel: settings.LOG_LEVEL,
    drainGrace: settings.DRAIN_GRACE_MS,
    databaseUrl: settings.DATABASE_URL,
    retentionSeconds: settings.OUTBOX_RETENTION_SECONDS,
    pollMs: settings.OUTBOX_POLL_MS,
    kafka: kafkaSettings(env),
  };
}

import { Type } from 'typebox';
import { kafkaSettings, type KafkaSettings } from '#kafka';
import { internalAddress, INTERNAL_SETTINGS, readConfig, type ListenAddress } from '#service';

const Settings = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ default: 7302, minimum: 0, maximum: 65_535 }),
  ...INTERNAL_SETTINGS,
  LOG_LEVEL: Type.String({ default: 'info' }),
  /** Milliseconds after SIGTERM in which requests are still taken, while `/readyz` is 503 already. */
  DRAIN_GRACE_MS: Type.Integer({ default: 0, minimum: 0 }),
  /** Of the relay's own role. */
  DATABASE_URL: Type.String({ minLength: 1 }),
  /** Seconds that a published event stays in the outbox. */
  OUTBOX_RETENTION_SECONDS: Type.Integer({ default: 86_400, minimum: 0 }),
  /** Milliseconds between two looks when no writer rings. */
  OUTBOX_POLL_MS: Type.Integer({ default: 1_000, minimum: 10 }),
});

export interface RelayConfig {
  readonly host: string;
  readonly port: number;
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
  const settings = readConfig(Settings, env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    internal: internalAddress(settings.PORT, settings),
    logLevel: settings.LOG_LEVEL,
    drainGrace: settings.DRAIN_GRACE_MS,
    databaseUrl: settings.DATABASE_URL,
    retentionSeconds: settings.OUTBOX_RETENTION_SECONDS,
    pollMs: settings.OUTBOX_POLL_MS,
    kafka: kafkaSettings(env),
  };
}

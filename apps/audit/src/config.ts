import { Type, type Static } from 'typebox';
import { CONSUMER_SETTINGS, sessionTimes, type SessionTimes } from '#consumer';
import { kafkaSettings, type KafkaSettings } from '#kafka';
import { INTERNAL_SETTINGS, LIST_SHARE_SETTINGS, readConfig, STRANGER_SETTINGS } from '#service';

const Settings = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 7304 }),
  ...INTERNAL_SETTINGS,
  ...STRANGER_SETTINGS,
  LOG_LEVEL: Type.String({ default: 'info' }),
  /** Milliseconds after SIGTERM in which requests are still taken, while `/readyz` is 503 already. */
  DRAIN_GRACE_MS: Type.Integer({ default: 0, minimum: 0 }),
  /** The role `audit`: writes the log. */
  DATABASE_URL: Type.String({ minLength: 1 }),
  /** The role `reader`: answers requests. */
  READER_DATABASE_URL: Type.String({ minLength: 1 }),
  JWKS_URL: Type.String({ minLength: 1 }),
  TOKEN_ISSUER: Type.String({ minLength: 1 }),
  /** Of earlier versions: the group that it named is deleted once nobody is in it. */
  KAFKA_GROUP_ID: Type.Optional(Type.String()),
  ...CONSUMER_SETTINGS,
  ...LIST_SHARE_SETTINGS,
  CONSUMER_CONCURRENCY: Type.Integer({ minimum: 1, maximum: 32, default: 3 }),
  CONSUMER_BATCH_ROWS: Type.Integer({ minimum: 1, maximum: 5_000, default: 500 }),
  /** Milliseconds that an event may wait for others to share its transaction. */
  CONSUMER_GATHER_MS: Type.Integer({ minimum: 0, maximum: 500, default: 100 }),
  /** Milliseconds in which a client of an export has to take a page of it (at most a mebibyte). */
  EXPORT_PATIENCE_MS: Type.Integer({ minimum: 100, maximum: 3_600_000, default: 60_000 }),
  READER_CONNECTIONS: Type.Integer({ minimum: 1, maximum: 100, default: 8 }),
});

export interface AuditConfig extends Readonly<Static<typeof Settings>> {
  readonly kafka: KafkaSettings;
  readonly session: SessionTimes;
}

/** @throws Error that names what is missing or wrong */
export function readAuditConfig(env: Readonly<Record<string, string | undefined>>): AuditConfig {
  const settings = readConfig(Settings, env);
  return Object.freeze({ ...settings, kafka: kafkaSettings(env), session: sessionTimes(settings) });
}

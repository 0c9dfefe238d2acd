import { Type, type Static } from 'typebox';
import { CONSUMER_SETTINGS, sessionTimes, type SessionTimes } from '#consumer';
import { kafkaSettings, type KafkaSettings } from '#kafka';
import { SHARE_SETTINGS, processSettings, readConfig, READER_SETTINGS, STRANGER_SETTINGS } from '#service';

/** The schema of its environment, for `KAFKA_*` see libs/kafka. */
export const SETTINGS = Type.Object({
  ...processSettings(7304),
  ...STRANGER_SETTINGS,
  ...READER_SETTINGS,
  DATABASE_URL: Type.String({ minLength: 1, description: 'as the role that writes the log' }),
  READER_DATABASE_URL: Type.String({ minLength: 1, description: 'as the role that answers requests' }),
  KAFKA_GROUP_ID: Type.Optional(
    Type.String({ description: 'of earlier versions: the group that it named is deleted once nobody is in it' }),
  ),
  ...CONSUMER_SETTINGS,
  ...SHARE_SETTINGS,
  CONSUMER_CONCURRENCY: Type.Integer({ minimum: 1, maximum: 32, default: 3, description: 'partitions at a time' }),
  CONSUMER_BATCH_ROWS: Type.Integer({
    minimum: 1,
    maximum: 5_000,
    default: 500,
    description: 'most events of a transaction',
  }),
  CONSUMER_GATHER_MS: Type.Integer({
    minimum: 0,
    maximum: 500,
    default: 100,
    description: 'milliseconds that an event may wait for others to share its transaction',
  }),
  EXPORT_PATIENCE_MS: Type.Integer({
    minimum: 100,
    maximum: 3_600_000,
    default: 60_000,
    description: 'milliseconds in which a client of an export has to take a page of it (at most a mebibyte)',
  }),
  READER_CONNECTIONS: Type.Integer({ minimum: 5, maximum: 100, default: 8, description: 'of the role that answers' }),
});

export interface AuditConfig extends Readonly<Static<typeof SETTINGS>> {
  readonly kafka: KafkaSettings;
  readonly session: SessionTimes;
}

/** @throws Error that names what is missing or wrong */
export function readAuditConfig(env: Readonly<Record<string, string | undefined>>): AuditConfig {
  const settings = readConfig(SETTINGS, env);
  return Object.freeze({ ...settings, kafka: kafkaSettings(env), session: sessionTimes(settings) });
}

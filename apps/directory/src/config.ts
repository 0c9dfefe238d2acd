import { Type } from 'typebox';
import { CONSUMER_SETTINGS, sessionTimes, type SessionTimes } from '#consumer';
import { kafkaSettings, type KafkaSettings } from '#kafka';
import {
  internalAddress,
  SHARE_SETTINGS,
  type ListenAddress,
  type ShareSettings,
  processSettings,
  readConfig,
  readerRate,
  type ReaderRate,
  READER_SETTINGS,
  STRANGER_SETTINGS,
  strangerRules,
  type StrangerRules,
} from '#service';

type Environment = Readonly<Record<string, string | undefined>>;

/** The schema of its environment, for `KAFKA_*` see libs/kafka. */
export const SETTINGS = Type.Object({
  ...processSettings(7303),
  ...STRANGER_SETTINGS,
  ...READER_SETTINGS,
  DATABASE_URL: Type.String({ description: 'as the role that folds' }),
  READER_DATABASE_URL: Type.String({ description: 'as the role that answers requests, under row-level security' }),
  ...CONSUMER_SETTINGS,
  ...SHARE_SETTINGS,
});

export interface DirectoryConfig {
  readonly host: string;
  readonly port: number;
  readonly maxConnections?: number;
  readonly internal?: ListenAddress;
  readonly strangers?: StrangerRules;
  readonly readerRate?: ReaderRate;
  readonly logLevel: string;
  readonly drainGrace: number;
  readonly writerUrl: string;
  readonly readerUrl: string;
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly shares: ShareSettings;
  readonly kafka: KafkaSettings;
  readonly session?: SessionTimes;
}

/** What the process is told by its environment. @throws ConfigError that names every wrong variable */
export function directoryConfig(env: Environment): DirectoryConfig {
  const settings = readConfig(SETTINGS, env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    maxConnections: settings.MAX_CONNECTIONS,
    internal: internalAddress(settings.PORT, settings),
    strangers: strangerRules(settings),
    readerRate: readerRate(settings),
    logLevel: settings.LOG_LEVEL,
    drainGrace: settings.DRAIN_GRACE_MS,
    writerUrl: settings.DATABASE_URL,
    readerUrl: settings.READER_DATABASE_URL,
    jwksUrl: settings.JWKS_URL,
    issuer: settings.TOKEN_ISSUER,
    shares: settings,
    kafka: kafkaSettings(env),
    session: sessionTimes(settings),
  };
}

const RebuildSettings = Type.Object({ DATABASE_URL: Type.String(), OWNER_DATABASE_URL: Type.String() });

export interface RebuildConfig {
  readonly writerUrl: string;
  readonly ownerUrl: string;
  readonly kafka: KafkaSettings;
}

export function rebuildConfig(env: Environment): RebuildConfig {
  const { DATABASE_URL: writerUrl, OWNER_DATABASE_URL: ownerUrl } = readConfig(RebuildSettings, env);
  return { writerUrl, ownerUrl, kafka: kafkaSettings(env) };
}

/** The only setting of `digest` and `parked`: the role that folds may read every tenant's rows. */
export function writerConfig(env: Environment): { readonly writerUrl: string } {
  return { writerUrl: readConfig(Type.Object({ DATABASE_URL: Type.String() }), env).DATABASE_URL };
}

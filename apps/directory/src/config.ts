import { Type } from 'typebox';
import { CONSUMER_SETTINGS, sessionTimes, type SessionTimes } from '#consumer';
import { kafkaSettings, type KafkaSettings } from '#kafka';
import {
  internalAddress,
  INTERNAL_SETTINGS,
  LIST_SHARE_SETTINGS,
  readConfig,
  STRANGER_SETTINGS,
  strangerRules,
  type ListenAddress,
  type ListShareSettings,
  type StrangerRules,
} from '#service';

type Environment = Readonly<Record<string, string | undefined>>;

const Settings = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 7303 }),
  ...INTERNAL_SETTINGS,
  ...STRANGER_SETTINGS,
  LOG_LEVEL: Type.String({ default: 'info' }),
  /** Milliseconds after SIGTERM in which requests are still taken, while `/readyz` is 503 already. */
  DRAIN_GRACE_MS: Type.Integer({ default: 0, minimum: 0 }),
  /** The role that folds. */
  DATABASE_URL: Type.String(),
  /** The role that answers requests, under row-level security. */
  READER_DATABASE_URL: Type.String(),
  /** Where the issuer of tokens publishes its keys. */
  JWKS_URL: Type.String(),
  TOKEN_ISSUER: Type.String(),
  ...CONSUMER_SETTINGS,
  ...LIST_SHARE_SETTINGS,
});

export interface DirectoryConfig {
  readonly host: string;
  readonly port: number;
  readonly internal?: ListenAddress;
  readonly strangers?: StrangerRules;
  readonly logLevel: string;
  readonly drainGrace: number;
  readonly writerUrl: string;
  readonly readerUrl: string;
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly shares: ListShareSettings;
  readonly kafka: KafkaSettings;
  readonly session?: SessionTimes;
}

/** What the process is told by its environment. @throws ConfigError that names every wrong variable */
export function directoryConfig(env: Environment): DirectoryConfig {
  const settings = readConfig(Settings, env);
  return {
    host: settings.HOST,
    port: settings.PORT,
    internal: internalAddress(settings.PORT, settings),
    strangers: strangerRules(settings),
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

import { readFileSync } from 'node:fs';
import type { KafkaConfig, SASLOptions } from 'kafkajs';

/** How to reach the cluster, as the environment says it. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  /** Put before every topic's name, for a cluster that several installations share. Empty by default. */
  readonly topicPrefix: string;
  readonly ssl: KafkaConfig['ssl'] | undefined;
  readonly sasl: SASLOptions | undefined;
}

/**
 * Reads `KAFKA_BROKERS` (comma-separated), `KAFKA_TOPIC_PREFIX`, `KAFKA_SSL` (`true`), `KAFKA_SSL_CA` (a PEM file),
 * `KAFKA_SSL_CERT` and `KAFKA_SSL_KEY` (PEM files of a client certificate and its key),
 * `KAFKA_SASL_MECHANISM` (`plain`, `scram-sha-256`, `scram-sha-512`), `KAFKA_SASL_USERNAME`, `KAFKA_SASL_PASSWORD`.
 *
 * @throws Error that names the variable and what it may be
 */
export function kafkaSettings(env: Readonly<Record<string, string | undefined>>): KafkaSettings {
  const brokers = (env.KAFKA_BROKERS ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  if (brokers.length === 0) throw new Error('KAFKA_BROKERS: name at least one broker as host:port');
  return { brokers, topicPrefix: env.KAFKA_TOPIC_PREFIX ?? '', ssl: ssl(env), sasl: sasl(env) };
}

function ssl(env: Readonly<Record<string, string | undefined>>): KafkaSettings['ssl'] {
  const { KAFKA_SSL: wanted = '' } = env;
  if (!['', 'true', 'false'].includes(wanted)) throw new Error('KAFKA_SSL: true or false');
  const [ca, cert, key] = [pem(env, 'KAFKA_SSL_CA'), pem(env, 'KAFKA_SSL_CERT'), pem(env, 'KAFKA_SSL_KEY')];
  if ((cert === undefined) !== (key === undefined))
    throw new Error('KAFKA_SSL_CERT and KAFKA_SSL_KEY: both are needed for a client certificate');
  if (ca === undefined && cert === undefined) return wanted === 'true' ? true : undefined;
  return { ...(ca === undefined ? {} : { ca: [ca] }), ...(cert === undefined ? {} : { cert, key }) };
}

function pem(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const file = env[name];
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${name}: ${file} cannot be read`, { cause: error });
  }
}

function sasl(env: Readonly<Record<string, string | undefined>>): SASLOptions | undefined {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = env;
  if (mechanism === undefined || mechanism === '') return undefined;
  if (!username || !password) throw new Error('KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD: both are needed with SASL');
  switch (mechanism) {
    case 'plain':
      return { mechanism: 'plain', username, password };
    case 'scram-sha-256':
      return { mechanism: 'scram-sha-256', username, password };
    case 'scram-sha-512':
      return { mechanism: 'scram-sha-512', username, password };
    default:
      throw new Error('KAFKA_SASL_MECHANISM: one of plain, scram-sha-256, scram-sha-512');
  }
}

import { readFile } from 'node:fs/promises';
import type { KafkaAccess } from './run-file.js';
import type { Servers } from './servers.js';

/** What run.json says of Kafka: the addresses; of our own with users, the CA and the user that reads along as well. */
export async function kafkaAccess(kafka: Servers['kafka']): Promise<KafkaAccess> {
  const { brokers } = kafka;
  const { KAFKA_SSL_CA: caFile, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = kafka.env('reader');
  if (kafka.own === undefined || !caFile || !username || !password) return { brokers };
  const ca = await readFile(caFile, 'utf8');
  return { brokers, ssl: { ca, caFile }, sasl: { mechanism: 'scram-sha-512', username, password } };
}

/** The `KAFKA_*` settings that say the same. */
export function kafkaEnvOf({ brokers, ssl, sasl }: KafkaAccess): Record<string, string> {
  return {
    KAFKA_BROKERS: brokers,
    ...(ssl === undefined ? {} : { KAFKA_SSL: 'true', KAFKA_SSL_CA: ssl.caFile }),
    ...(sasl === undefined
      ? {}
      : {
          KAFKA_SASL_MECHANISM: sasl.mechanism,
          KAFKA_SASL_USERNAME: sasl.username,
          KAFKA_SASL_PASSWORD: sasl.password,
        }),
  };
}

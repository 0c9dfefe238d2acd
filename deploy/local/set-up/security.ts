import { join } from 'node:path';
import { ensureRights, kafkaSettings, openKafka } from '#kafka';
import { KAFKA_USERS, kafkaRights, OPERATOR } from './kafka-users.js';
import { type Certificates, ensureCertificates } from '../parts/certificates.js';
import { readSecrets, withKafkaPasswordsFor, writeSecrets } from '../secrets.js';

/** What our servers are locked with. */
export interface ServerSecurity {
  readonly certificates: Certificates;
  /** By Kafka's user. */
  readonly kafkaPasswords: Readonly<Record<string, string>>;
}

/** Certificates that are good for a while, in `<dataDir>/tls`, and a password for each of Kafka's users, in secrets.json. */
export async function ensureSecurity(dataDir: string, report?: (line: string) => void): Promise<ServerSecurity> {
  const certificates = await ensureCertificates(join(dataDir, 'tls'));
  if (certificates.isNew) report?.('made certificates for PostgreSQL and Kafka, and a CA for them (tls/ca.pem)');
  const secrets = withKafkaPasswordsFor(await readSecrets(dataDir), [OPERATOR, ...Object.values(KAFKA_USERS)]);
  await writeSecrets(dataDir, secrets);
  return { certificates, kafkaPasswords: secrets.kafkaPasswords ?? {} };
}

/** Gives Kafka's users their rights. The broker must be ours: of another's, its operator says what they may do. */
export async function permitKafkaUsers(operatorEnv: Readonly<Record<string, string>>): Promise<void> {
  await ensureRights(openKafka(kafkaSettings(operatorEnv), 'launcher'), kafkaRights(''));
}

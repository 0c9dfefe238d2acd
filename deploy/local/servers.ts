import { join } from 'node:path';
import { KAFKA_USERS, type KafkaUser, OPERATOR } from './set-up/kafka-users.js';
import { KafkaBroker, userEnv } from './parts/kafka-broker.js';
import type { KafkaSecurity } from './parts/kafka-settings.js';
import { MailInbox } from './parts/mail-inbox.js';
import { Postgres, type PostgresOptions } from './parts/postgres.js';
import type { Supervision } from './parts/supervised-process.js';
import type { ServerSecurity } from './set-up/security.js';
import type { PART_PORTS } from './service-processes.js';

export interface ServerOptions {
  readonly dataDir: string;
  readonly ports: Readonly<Record<keyof typeof PART_PORTS, number>>;
  /** `DATABASE_URL`, `KAFKA_BROKERS` and what belongs to it, `SMTP_URL`: that server is used instead of one of ours. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly postgresPassword: string;
  /** Absent: our servers are open to who is on this machine. */
  readonly security?: ServerSecurity;
  readonly supervise: (name: string) => Supervision & { readonly onLine: (line: string) => void };
}

/** The PostgreSQL, Kafka and mail servers that the processes use: ours, or those that the environment names. */
export interface Servers {
  readonly postgres: { readonly url: string; readonly own: Postgres | undefined };
  readonly kafka: {
    readonly brokers: string;
    /** `KAFKA_*` of a user of the cluster's; without users the same for all. */
    readonly env: (user: KafkaUser) => Readonly<Record<string, string>>;
    /** `KAFKA_*` of who may do everything. */
    readonly operatorEnv: Readonly<Record<string, string>>;
    readonly own: KafkaBroker | undefined;
  };
  readonly mail: { readonly url: string; readonly smtpUrl: string; readonly own: MailInbox | undefined };
}

export async function startPostgres(options: ServerOptions): Promise<Servers['postgres']> {
  if (options.env.DATABASE_URL) return { url: options.env.DATABASE_URL, own: undefined };
  const own = await Postgres.start({
    dir: join(options.dataDir, 'postgres'),
    port: options.ports.postgres,
    password: options.postgresPassword,
    // Five processes with two pools each, and room for a person's psql and the tests.
    settings: { max_connections: '200', shared_buffers: '96MB' },
    ...postgresTls(options),
    ...options.supervise('postgres'),
  });
  return { url: own.url, own };
}

export async function startKafka(options: ServerOptions): Promise<Servers['kafka']> {
  const given = Object.entries(options.env).flatMap(([name, value]) =>
    name.startsWith('KAFKA_') && value ? [[name, value] as const] : [],
  );
  const brokers = options.env.KAFKA_BROKERS;
  if (brokers) {
    const env = Object.fromEntries(given);
    return { brokers, env: () => env, operatorEnv: env, own: undefined };
  }
  const security = kafkaSecurity(options);
  const own = await KafkaBroker.start({
    dir: join(options.dataDir, 'kafka'),
    port: options.ports.kafka,
    controllerPort: options.ports.kafkaController,
    ...(security === undefined ? {} : { security }),
    ...options.supervise('kafka'),
  });
  const env: Servers['kafka']['env'] = (user) =>
    security === undefined ? own.operatorEnv : userEnv(own.brokers, security, KAFKA_USERS[user]);
  return { brokers: own.brokers, env, operatorEnv: own.operatorEnv, own };
}

function postgresTls({ security }: ServerOptions): Pick<PostgresOptions, 'tls'> {
  if (security === undefined) return {};
  const { ca, bundle } = security.certificates;
  return { tls: { ca, bundle: bundle.postgres } };
}

function kafkaSecurity({ security }: ServerOptions): KafkaSecurity | undefined {
  if (security === undefined) return undefined;
  const { certificates, kafkaPasswords } = security;
  return { ca: certificates.ca, bundle: certificates.bundle.kafka, operator: OPERATOR, passwords: kafkaPasswords };
}

export async function startMail(options: ServerOptions): Promise<Servers['mail']> {
  const smtpUrl = options.env.SMTP_URL;
  // A mail server of yours has its own way to read mails; its URL is all there is to show.
  if (smtpUrl) return { url: withoutCredentials(smtpUrl), smtpUrl, own: undefined };
  const own = await MailInbox.start({
    dir: join(options.dataDir, 'mail'),
    smtpPort: options.ports.smtp,
    webPort: options.ports.web,
    ...options.supervise('mail'),
  });
  return { url: own.url, smtpUrl: own.smtpUrl, own };
}

function withoutCredentials(url: string): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

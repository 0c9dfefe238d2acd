import { spawnSync } from 'node:child_process';
import { chmod, chown, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KafkaBroker } from '../../deploy/local/parts/kafka-broker.js';
import { MailInbox } from '../../deploy/local/parts/mail-inbox.js';
import { choosePorts } from '../../deploy/local/parts/ports.js';
import { settlePostgres } from '../../deploy/local/parts/postgres-home.js';
import { Postgres } from '../../deploy/local/parts/postgres.js';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { brokerSettings, composeService, postgresSettings, readEnvFile } from './compose.js';

/** The servers that containers of others would be, on this machine, with secrets and certificates as make-env writes them. */
export interface Servers {
  readonly secrets: Readonly<Record<string, string>>;
  /** Folder with `ca.pem`, `kafka.pem` and `postgres.pem`. */
  readonly tls: string;
  /** `host:port` of the compose file → where it is here. */
  readonly places: Readonly<Record<string, string>>;
  /** Kafka as people on this machine reach it. */
  readonly outside: string;
  stop(): Promise<void>;
}

interface Given {
  readonly scratch: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<'postgres' | 'kafka' | 'controller' | 'outside', number>>;
}

/** PostgreSQL and Kafka with the settings that the compose file gives them. Kafka serves once it has its users. */
export async function startServers(scratch: string): Promise<Servers> {
  const secrets = await makeSecrets(scratch);
  const { ports } = await choosePorts({
    postgres: 'free',
    kafka: 'free',
    controller: 'free',
    outside: 'free',
    smtp: 'free',
    web: 'free',
  });
  const given = { scratch, secrets, ports };
  const [postgres, kafka, mail] = await Promise.all([
    startPostgres(given),
    startKafka(given),
    MailInbox.start({ dir: join(scratch, 'mail'), smtpPort: ports.smtp, webPort: ports.web }),
  ]);
  return {
    secrets,
    tls: join(scratch, '.tls'),
    places: {
      'postgres:5432': `127.0.0.1:${ports.postgres}`,
      'kafka:9092': `127.0.0.1:${ports.kafka}`,
      'kafka:9093': `127.0.0.1:${ports.controller}`,
      'mail:1025': `127.0.0.1:${ports.smtp}`,
    },
    outside: `127.0.0.1:${ports.outside}`,
    async stop(): Promise<void> {
      await Promise.all([mail.stop(), kafka.stop(), postgres.stop('immediate')]);
    },
  };
}

async function startPostgres({ scratch, secrets, ports }: Given): Promise<Postgres> {
  const dir = join(scratch, 'postgres');
  const { data, user } = await settlePostgres(dir);
  // As its container does: for PostgreSQL's user alone, where it may read.
  const files = { 'postgres.pem': join(scratch, '.tls'), 'hba.conf': join(projectRoot(), 'deploy/docker') };
  for (const [name, from] of Object.entries(files)) {
    await copyFile(join(from, name), `${data}.${name}`);
    await chmod(`${data}.${name}`, 0o600);
    if (user !== undefined) await chown(`${data}.${name}`, user.uid, user.gid);
  }
  const settings = Object.entries(postgresSettings(composeService('postgres', secrets)));
  return Postgres.start({
    dir,
    port: ports.postgres,
    password: secrets.POSTGRES_PASSWORD ?? '',
    tls: { ca: join(scratch, '.tls/ca.pem'), bundle: join(scratch, '.tls/postgres.pem') },
    settings: Object.fromEntries(settings.map(([name, value]) => [name, value.replace('/run/tls/', `${data}.`)])),
  });
}

async function startKafka({ scratch, secrets, ports }: Given): Promise<KafkaBroker> {
  const dir = join(scratch, 'kafka');
  const here = (value: string): string =>
    value
      .replaceAll('://:', '://127.0.0.1:')
      .replaceAll(/@kafka:|\/\/kafka:/g, (found) => found.replace('kafka', '127.0.0.1'))
      .replaceAll(':9092', `:${ports.kafka}`)
      .replaceAll(':9093', `:${ports.controller}`)
      .replaceAll(':7392', `:${ports.outside}`)
      .replaceAll('/run/tls/', join(scratch, '.tls/'))
      .replaceAll('/var/lib/kafka/data', join(dir, 'log'));
  const settings = Object.entries(brokerSettings(composeService('kafka', secrets)));
  const broker = await KafkaBroker.prepare({
    dir,
    port: ports.kafka,
    controllerPort: ports.controller,
    settings: Object.fromEntries(settings.map(([name, value]) => [name, here(value)])),
  });
  broker.launch();
  return broker;
}

async function makeSecrets(scratch: string): Promise<Record<string, string>> {
  await copyFile(join(projectRoot(), 'docker-compose.yml'), join(scratch, 'docker-compose.yml'));
  spawnSync(process.execPath, [join(projectRoot(), 'deploy/docker/make-env.mjs'), scratch]);
  return readEnvFile(join(scratch, '.env'));
}

import { spawnSync } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KafkaBroker } from '../../deploy/local/parts/kafka-broker.js';
import { MailInbox } from '../../deploy/local/parts/mail-inbox.js';
import { choosePorts } from '../../deploy/local/parts/ports.js';
import { Postgres } from '../../deploy/local/parts/postgres.js';
import { projectRoot } from '../../deploy/local/parts/project-root.js';
import { readEnvFile } from './compose.js';

/** The servers that containers of others would be, on this machine, and the secrets as make-env writes them. */
export interface Servers {
  readonly secrets: Readonly<Record<string, string>>;
  /** `host:port` of the compose file → where it is here. */
  readonly places: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startServers(scratch: string): Promise<Servers> {
  const secrets = await makeSecrets(scratch);
  const { ports } = await choosePorts({
    postgres: 'free',
    kafka: 'free',
    controller: 'free',
    smtp: 'free',
    web: 'free',
  });
  const [postgres, kafka, mail] = await Promise.all([
    Postgres.start({
      dir: join(scratch, 'postgres'),
      port: ports.postgres,
      password: secrets.POSTGRES_PASSWORD ?? '',
      settings: { max_connections: '200' },
    }),
    KafkaBroker.start({ dir: join(scratch, 'kafka'), port: ports.kafka, controllerPort: ports.controller }),
    MailInbox.start({ dir: join(scratch, 'mail'), smtpPort: ports.smtp, webPort: ports.web }),
  ]);
  return {
    secrets,
    places: {
      'postgres:5432': `127.0.0.1:${ports.postgres}`,
      'kafka:9092': kafka.brokers,
      'mail:1025': `127.0.0.1:${ports.smtp}`,
    },
    async stop(): Promise<void> {
      await Promise.all([mail.stop(), kafka.stop(), postgres.stop('immediate')]);
    },
  };
}

async function makeSecrets(scratch: string): Promise<Record<string, string>> {
  await copyFile(join(projectRoot(), 'docker-compose.yml'), join(scratch, 'docker-compose.yml'));
  spawnSync(process.execPath, [join(projectRoot(), 'deploy/docker/make-env.mjs'), scratch]);
  return readEnvFile(join(scratch, '.env'));
}

/**
 * `node dist/test/support/with-parts.js COMMAND [ARG …]`: starts one PostgreSQL and one Kafka, runs the command with
 * TEST_POSTGRES_URL and TEST_KAFKA_BROKERS set, stops both, and exits as the command did. Where the two variables are
 * set already it starts nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaBroker } from '../../deploy/local/parts/kafka-broker.js';
import { choosePorts } from '../../deploy/local/parts/ports.js';
import { Postgres } from '../../deploy/local/parts/postgres.js';
import { runWith } from './run-with.js';

interface StartedParts {
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const given = process.env.TEST_POSTGRES_URL && process.env.TEST_KAFKA_BROKERS;
const parts: StartedParts = given ? { env: {}, stop: async () => undefined } : await startParts();
try {
  process.exitCode = await runWith(parts.env, process.argv.slice(2));
} finally {
  await parts.stop();
}

async function startParts(): Promise<StartedParts> {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-int-'));
  const { ports } = await choosePorts({ postgres: 'free', kafka: 'free', controller: 'free' });
  const [postgres, kafka] = await Promise.all([
    Postgres.start({
      dir: join(dir, 'postgres'),
      port: ports.postgres,
      password: 'postgres',
      settings: {
        max_connections: '300',
        // A standby that is away, for whoever asks for it: see absent-standby.ts. Nobody else waits for it.
        synchronous_standby_names: 'nobody',
        synchronous_commit: 'local',
        // Who kills a server starts one of their own. With it a database is made and dropped in 27 ms instead of 160.
        fsync: 'off',
        full_page_writes: 'off',
      },
    }),
    KafkaBroker.start({ dir: join(dir, 'kafka'), port: ports.kafka, controllerPort: ports.controller }),
  ]);
  return {
    env: { TEST_POSTGRES_URL: postgres.url, TEST_KAFKA_BROKERS: kafka.brokers },
    async stop(): Promise<void> {
      await Promise.all([kafka.stop(), postgres.stop('immediate')]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

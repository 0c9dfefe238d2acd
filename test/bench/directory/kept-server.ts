import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { home } from '../../../deploy/local/home.js';
import { KafkaBroker } from '../../../deploy/local/parts/kafka-broker.js';
import { choosePorts } from '../../../deploy/local/parts/ports.js';
import { Postgres } from '../../../deploy/local/parts/postgres.js';

export interface Servers {
  /** A superuser's. */
  readonly url: string;
  /** Of the postmaster. */
  readonly pid: number;
  readonly brokers: string;
  readonly stop: () => Promise<void>;
}

const PASSWORD = 'bench';

/**
 * PostgreSQL with the databases of earlier runs, in `.rollcall/bench` (`npm run reset` removes it), and a broker that is new at
 * each run. As `npm start` sets the server up, but that nothing waits for the disk, because what it loads can be loaded again, and with
 * buffers as for a large company: of a million people's four gigabytes of indexes a question finds most of its pages there.
 */
export async function startServers(): Promise<Servers> {
  const dir = join(home(), 'bench');
  await mkdir(dir, { recursive: true });
  const broker = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const { ports } = await choosePorts({ postgres: 'free', kafka: 'free', controller: 'free' });
  const postgres = await Postgres.start({
    dir: join(dir, 'postgres'),
    port: ports.postgres,
    password: PASSWORD,
    settings: { max_connections: '100', shared_buffers: '1GB', fsync: 'off', max_wal_size: '2GB' },
  });
  const place = { dir: broker, port: ports.kafka, controllerPort: ports.controller };
  const kafka = await KafkaBroker.start(place).catch(async (error: unknown) => {
    await postgres.stop();
    throw error;
  });
  if (!postgres.home.data.startsWith(dir))
    await writeFile(join(dir, 'postgres-home'), `${dirname(postgres.home.data)}\n`);
  return {
    url: postgres.url,
    pid: postgres.pid ?? 0,
    brokers: kafka.brokers,
    async stop(): Promise<void> {
      await Promise.all([kafka.stop(), postgres.stop()]);
      await rm(broker, { recursive: true, force: true });
    },
  };
}

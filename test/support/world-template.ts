import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaBroker } from '../../deploy/local/parts/kafka-broker.js';
import { choosePorts } from '../../deploy/local/parts/ports.js';
import { Postgres } from '../../deploy/local/parts/postgres.js';
import { readSecrets } from '../../deploy/local/secrets.js';
import { setUpInChild } from '../../deploy/local/set-up/set-up-child.js';

/**
 * The data folder of a constellation whose databases are set up and whose broker's storage is formatted, for worlds to begin
 * with: to make them anew takes each 7 s of processor, a copy (124 MB) half a second.
 *
 * @returns where it is
 */
export async function makeWorldTemplate(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-template-'));
  const { ports } = await choosePorts({ postgres: 'free', kafka: 'free', controller: 'free' });
  await Promise.all([
    setUpPostgres(dir, ports.postgres),
    KafkaBroker.prepare({ dir: join(dir, 'kafka'), port: ports.kafka, controllerPort: ports.controller }),
  ]);
  return dir;
}

async function setUpPostgres(dir: string, port: number): Promise<void> {
  const { postgresPassword } = await readSecrets(dir);
  const postgres = await Postgres.start({
    dir: join(dir, 'postgres'),
    port,
    password: postgresPassword,
    settings: { fsync: 'off' },
  });
  try {
    await setUpInChild(dir, { url: postgres.url, isOwn: true });
  } finally {
    await postgres.stop();
  }
}

/** Fills the empty folder from the template that with-world.ts made, if it did. */
export async function beginFromTemplate(dir: string): Promise<void> {
  const template = process.env.TEST_WORLD;
  // Where PostgreSQL's user cannot enter the folder, its data are elsewhere.
  if (!template || !(await isThere(join(template, 'postgres', 'data')))) return;
  // PostgreSQL's files are of a user of its own.
  const copy = spawn('cp', ['-a', `${template}/.`, dir], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(copy, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${template} could not be copied`);
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

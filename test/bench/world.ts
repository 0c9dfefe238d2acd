import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { Constellation } from '../../deploy/local/constellation.js';
import { adminOf } from '../support/world.js';
import { withDatabase } from '#postgres';
import type { Target } from './generator.js';

/** Everything running, in a folder of its own, with one empty tenant. */
export interface World {
  readonly constellation: Constellation;
  readonly target: Target;
  readonly tenantId: string;
  /** One more empty tenant in it. */
  readonly another: (name: string) => Promise<Pick<World, 'tenantId' | 'target'>>;
  /** As the owner. */
  readonly database: (name: string) => Promise<Client>;
  /** Stops (SIGSTOP) all but scim-api and PostgreSQL, or only those that are named, and lets all go on. */
  readonly pause: (names?: readonly Paused[]) => void;
  readonly resume: () => void;
  readonly stop: () => Promise<void>;
}

const BEHIND = ['relay', 'directory', 'audit', 'notifier', 'kafka'] as const;
type Paused = (typeof BEHIND)[number];

export async function startWorld(): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const constellation = await Constellation.start({
    dataDir: dir,
    ports: 'free',
  });
  const admin = adminOf(constellation);
  const another = async (name: string): Promise<Pick<World, 'tenantId' | 'target'>> => {
    const tenantId = await admin.createTenant(name, `${name}@bench.example`);
    const token = await admin.createCredential(tenantId, await admin.createConnection(tenantId, name));
    return { tenantId, target: { url: `${constellation.url('scim-api')}/scim/v2`, token } };
  };
  const { tenantId, target } = await another('bench');
  await admin.verifyDomain(tenantId, 'bench.example', 'It belongs to the bench.');
  const clients: Client[] = [];
  const signal = (name: NodeJS.Signals, processes: readonly Paused[] = BEHIND): void => {
    const pids = constellation.pids();
    for (const one of processes) if (pids[one] !== undefined) process.kill(pids[one], name);
  };
  return {
    constellation,
    tenantId,
    target,
    another,
    async database(name): Promise<Client> {
      const client = new Client({ connectionString: withDatabase(constellation.servers.postgres.url, name) });
      await client.connect();
      clients.push(client);
      return client;
    },
    pause: (names) => signal('SIGSTOP', names),
    resume: () => signal('SIGCONT'),
    async stop(): Promise<void> {
      signal('SIGCONT');
      await Promise.all(clients.map((client) => client.end()));
      await constellation.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Resident memory of each process, in MiB (Linux; elsewhere empty). */
export async function memory(constellation: Constellation): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [name, pid] of Object.entries(constellation.pids())) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const kib = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
    if (kib !== undefined) found[name] = Math.round(Number(kib) / 1024);
  }
  return found;
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.js';
import type { Ledger, Load } from '../../support/load.js';
import { World, type TestTenant } from '../../support/world.js';
import { evidence } from '../brokers/evidence.js';
import { acknowledgedAndLost } from '../standby/kept.js';
import { StandbyPair } from '../standby/pair.js';
import { table, type Stage } from '../stage.js';

const ROUNDS = 3;
const PAUSED_MS = 20_000;
/** Commits whose wait for the standby is cancelled, in each round. */
const CANCELLED = 10;

export const STANDBY: Stage = {
  about: 'a PostgreSQL beside its synchronous standby: paused, its waits cancelled, killed and promoted, under load',
  async run(say) {
    await using teardown = new AsyncDisposableStack();
    const dir = await mkdtemp(join(tmpdir(), 'rollcall-standby-'));
    teardown.defer(() => rm(dir, { recursive: true, force: true }));
    const pair = teardown.adopt(await StandbyPair.start(dir), (started) => started.stop());
    const world = teardown.adopt(await World.start({ env: { DATABASE_URL: pair.url } }), (started) => started.stop());
    const tenants = [await world.openTenant('acme'), await world.openTenant('globex')];
    const ledgers: Ledger[] = [];
    const rows: (string | number)[][] = [];
    const breaches: string[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      say(`• round ${round}: paused, cancelled, killed, renewed`);
      const played = await play({ world, pair, tenants });
      ledgers.push(...played.ledgers);
      const found = [
        ...played.breaches,
        ...(await acknowledgedAndLost(world, ledgers)),
        ...(await evidence(world, ledgers)).breaches,
      ];
      for (const breach of found.slice(0, 20)) say(`  ✗ ${breach}`);
      breaches.push(...found);
      rows.push([round, ...played.figures, found.length]);
    }
    const found = await world.proof(together(ledgers));
    for (const breach of found.slice(0, 20)) say(`✗ ${breach}`);
    say(table(HEADINGS, rows));
    return breaches.length + found.length === 0;
  },
};

const HEADINGS = ['round', 'acknowledged', 'unknown', 'reads while paused', 'slowest', 'promoted', 'gap', 'breaches'];

function together(ledgers: readonly Ledger[]): Ledger {
  return {
    acknowledged: new Map(ledgers.flatMap(({ acknowledged }) => [...acknowledged])),
    deleted: new Set(ledgers.flatMap(({ deleted }) => [...deleted])),
    refused: new Set(ledgers.flatMap(({ refused }) => [...refused])),
    writes: ledgers.reduce((sum, { writes }) => sum + writes, 0),
    unknown: ledgers.reduce((sum, { unknown }) => sum + unknown, 0),
    wrong: ledgers.flatMap(({ wrong }) => wrong),
  };
}

interface Scene {
  readonly world: World;
  readonly pair: StandbyPair;
  readonly tenants: readonly TestTenant[];
}

interface Played {
  readonly ledgers: readonly Ledger[];
  readonly breaches: readonly string[];
  readonly figures: readonly (string | number)[];
}

async function play({ world, pair, tenants }: Scene): Promise<Played> {
  const loads = tenants.map((tenant) => world.load(tenant, { workers: 4 }));
  await moreOf(loads, 40);
  const paused = await whilePaused({ world, pair, tenants });
  await cancelSome(pair);
  await moreOf(loads, 40);
  const begun = performance.now();
  const promoted = await pair.failOver();
  await moreOf(loads, 1);
  const gap = performance.now() - begun;
  await moreOf(loads, 40);
  await pair.renewStandby();
  await moreOf(loads, 40);
  const ledgers = await Promise.all(loads.map((load) => load.stop()));
  const sum = (of: (ledger: Ledger) => number): number => ledgers.reduce((all, ledger) => all + of(ledger), 0);
  return {
    ledgers,
    breaches: paused.wrong,
    figures: [
      sum(({ acknowledged }) => acknowledged.size),
      sum(({ unknown }) => unknown),
      paused.reads,
      `${Math.round(paused.slowest)} ms`,
      `${Math.round(promoted)} ms`,
      `${(gap / 1_000).toFixed(1)} s`,
    ],
  };
}

function moreOf(loads: readonly Load[], writes: number): Promise<unknown> {
  return Promise.all(
    loads.map(({ ledger: { acknowledged } }) => {
      const wanted = acknowledged.size + writes;
      return eventually('writes are answered', () => acknowledged.size >= wanted, { timeout: 120_000 });
    }),
  );
}

/** Writes hang and are answered 503; whoever reads notices nothing. */
async function whilePaused({ world, pair, tenants }: Scene) {
  const found = { reads: 0, slowest: 0, wrong: [] as string[] };
  const [tenant] = tenants;
  const { pid } = pair.standby;
  if (tenant === undefined || pid === undefined) throw new Error('the stage has a tenant and a standby');
  const scim = world.scim(tenant);
  const reads = [() => scim.get('Users?count=1'), () => scim.find('userName', 'nobody@load.example')];
  const stopped = await family(pid, 'SIGSTOP');
  try {
    const end = performance.now() + PAUSED_MS;
    while (performance.now() < end) {
      for (const read of reads) {
        const begun = performance.now();
        const { status } = await read();
        found.reads += 1;
        found.slowest = Math.max(found.slowest, performance.now() - begun);
        if (status !== 200) found.wrong.push(`a read was answered ${status} while the standby was away`);
      }
    }
  } finally {
    for (const one of stopped) process.kill(one, 'SIGCONT');
    scim.close();
  }
  return found;
}

async function readChildren(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

/** Signals the postmaster's children as well: it is the receiver of the log that confirms. */
async function family(pid: number, signal: NodeJS.Signals): Promise<number[]> {
  const children = await readChildren(pid);
  const all = [...children, pid];
  for (const one of all) process.kill(one, signal);
  return all;
}

/** While the standby stands still for a moment, as a tool or a pooler would. */
async function cancelSome(pair: StandbyPair): Promise<void> {
  const { pid } = pair.standby;
  if (pid === undefined) throw new Error('the stage has a standby');
  const stopped = await family(pid, 'SIGSTOP');
  let cancelled = 0;
  try {
    await eventually(
      'commits are cancelled',
      async () => {
        const rows = await pair.on(pair.url, CANCEL);
        cancelled += rows.length;
        return cancelled >= CANCELLED;
      },
      { timeout: 60_000, every: 50 },
    );
  } finally {
    for (const one of stopped) process.kill(one, 'SIGCONT');
  }
}

const CANCEL = `
  select pg_cancel_backend(pid)
    from pg_stat_activity
   where wait_event = 'SyncRep'`;

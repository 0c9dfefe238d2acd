import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { kafkaSettings } from '#kafka';
import { waitUntil } from '../../deploy/local/parts/wait-until.js';
import { readCommandLine } from '../support/command-line.js';
import { againstRecord } from './activity.js';
import { measureDirectory } from './directory/main.js';
import { startBare } from './bare.js';
import { closedLoop, openLoop } from './generator.js';
import { latencies, watchDirectory, watchKafka } from './pipeline.js';
import { besideRefused } from './refused.js';
import { demand, figure, heading, line, verdict } from './report.js';
import { replays } from './replay.js';
import { creates, type Person } from './shots.js';
import { measureAt, reportSizes } from './sizes.js';
import { manyTenants } from './tenants.js';
import { besideUnrecorded } from './unrecorded.js';
import { memory, startWorld, type World } from './world.js';
import { everythingRunning, writePathAlone } from './write-path.js';

const USAGE = `npm run bench -- [activity | directory] [options]

Every figure in one run on one machine; or alone, of them:
  --write-path   the write path beside a handler that does nothing but insert
  --refused      what refused events of one tenant cost another
  --tenants      what it costs that many tenants write at once
  --arrival      how long after its answer a create is in Kafka and in the directory
  --unrecorded   what the activity costs whoever creates
  activity       the activity against what went by; exit code 1 when they differ
  directory      the directory at a thousand, a hundred thousand and a million people
  --quick        shortens each round; the ratios get rougher

Of the directory only what is named is done:
  --load --fold --questions --pages
  --people N     instead of a million (with --quick 20000)
  --times N      asks each question so many times and takes the least, for a machine that does other things
`;

const BOOLEANS = ['quick', 'write-path', 'refused', 'tenants', 'arrival', 'unrecorded'] as const;
const OF_DIRECTORY = ['load', 'fold', 'questions', 'pages'] as const;
const { positionals } = readCommandLine(USAGE, {
  allowPositionals: true,
  options: {
    ...Object.fromEntries([...BOOLEANS, ...OF_DIRECTORY].map((name) => [name, { type: 'boolean' as const }])),
    people: { type: 'string' },
    times: { type: 'string' },
  },
});
const unknown = positionals.find((word) => word !== 'directory' && word !== 'activity');
if (unknown !== undefined) {
  process.stderr.write(`"${unknown}" is nothing that it measures\n\n${USAGE}`);
  process.exit(2);
}
const quick = process.argv.includes('--quick');
const lengths = quick ? { seconds: 2, rounds: 1 } : { seconds: 4, rounds: 5 };

if (process.argv.includes('directory')) {
  await measureDirectory(process.argv);
  verdict();
} else await inWorld(await startWorld());

async function inWorld(world: World): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void world.stop().finally(() => process.exit(130)));
  try {
    if (process.argv.includes('activity')) await sameActivity(world);
    else if (process.argv.includes('--refused')) await besideRefused(world, quick ? 5 : 10);
    else if (process.argv.includes('--unrecorded')) await besideUnrecorded(world, lengths);
    else if (process.argv.includes('--tenants')) await tenants(world);
    else if (process.argv.includes('--arrival')) await arrivals(world);
    else if (process.argv.includes('--write-path')) await besideBare(world);
    else await everyFigure(world);
    verdict();
  } finally {
    await world.stop();
  }
}

async function everyFigure(world: World): Promise<void> {
  // First, as it is after `npm start`: empty tables that nobody has analysed.
  const people = await besideBare(world);
  await drained(world, 300_000);
  const sized = { ...world, ...(await world.another('sizes')) };
  const sizes = new Map([[1_000, await measureAt(sized, 1_000, { ...lengths, rounds: 3 })]]);
  await everythingRunning(world.target, people, lengths);
  await drained(world, 300_000);
  await sustained(world);
  await tenants(world);
  await notifierCatchesUp(world);
  await latency(world, 25);
  await latency(world, 250);
  replays(world);
  // After the replays: what it refuses is missing in the directory from then on.
  await besideRefused(world, quick ? 5 : 10);
  heading('Memory, MiB');
  for (const [name, mib] of Object.entries(await memory(world.constellation))) figure(name, String(mib));
  pgbench(world);
  for (const users of quick ? [100_000] : [100_000, 1_000_000])
    sizes.set(users, await measureAt(sized, users, { ...lengths, rounds: 2 }));
  reportSizes(sizes);
  await sameActivity(world);
}

async function sameActivity(of: World): Promise<void> {
  if (!(await againstRecord(of))) process.exitCode = 1;
}

function tenants(of: World): Promise<void> {
  return manyTenants(of, { ...lengths, rounds: quick ? 1 : 3 }, () => drained(of, 300_000));
}

async function besideBare({ constellation, target, pause, resume }: World): Promise<Person[]> {
  pause();
  const { url } = constellation.servers.postgres;
  const pids = constellation.pids();
  const bare = await startBare(url);
  const metrics = async (): Promise<string> => (await fetch(`${constellation.internalUrl('scim-api')}/metrics`)).text();
  const ours = { name: 'Rollcall', target, pid: pids['scim-api'] ?? 0, metrics };
  try {
    return await writePathAlone({ ours, bare, postgres: pids.postgres ?? 0 }, lengths);
  } finally {
    bare.stop();
    resume();
  }
}

/** Nothing waits in the outbox, and the directory has everybody who was created over SCIM. */
async function drained({ database, tenantId }: World, timeout: number): Promise<void> {
  const [scim, directory] = [await database('rollcall_scim'), await database('rollcall_directory')];
  const one = async (client: typeof scim, text: string, values: unknown[] = []): Promise<number> =>
    Number((await client.query<{ n: string }>(text, values)).rows[0]?.n);
  await waitUntil(
    async () => {
      if ((await one(scim, 'select count(*) as n from (select 1 from outbox_unpublished limit 1) as o')) > 0)
        return false;
      const sql = `select count(*) as n from outbox where resource_version = 1 and topic = 'rollcall.users.v1' and tenant_id = $1`;
      const published = await one(scim, sql, [tenantId]);
      const arrived = await one(directory, 'select count(*) as n from projection.employees where tenant_id = $1', [
        tenantId,
      ]);
      return arrived >= published;
    },
    { what: 'the pipeline to drain', timeout, every: 100 },
  );
}

/** The rate at which people are accepted and in the directory, measured until the last one is there. */
async function sustained(running: World): Promise<void> {
  heading('The whole pipeline');
  const begun = performance.now();
  const run = await closedLoop(running.target, creates(), { connections: 32, seconds: quick ? 4 : 10 });
  await drained(running, 300_000);
  const seconds = (performance.now() - begun) / 1000;
  figure('sustained: accepted and in the directory', `${(run.requests / seconds).toFixed(0)}/s`);
}

/** A rebuild of the notifier makes no mail, so it says little of one that does: how fast it reads what it missed. */
async function notifierCatchesUp(running: World): Promise<void> {
  const [scim, notifier] = [await running.database('rollcall_scim'), await running.database('rollcall_notifier')];
  const read = async (client: typeof scim, text: string): Promise<number> =>
    Number((await client.query<{ n: string }>(text)).rows[0]?.n);
  const ofUsers = `where topic = 'rollcall.users.v1'`;
  running.pause(['notifier']);
  const { requests } = await closedLoop(running.target, creates(), { connections: 32, seconds: quick ? 4 : 10 });
  await drained(running, 300_000);
  // Of the tenant alone: the sizes were filled past the outbox.
  const end = await read(scim, `select count(*) as n from outbox ${ofUsers} and tenant_id = '${running.tenantId}'`);
  const begun = performance.now();
  running.resume();
  await waitUntil(
    async () =>
      (await read(notifier, `select sum(next_offset) as n from projection.consumer_offsets ${ofUsers}`)) >= end,
    { what: 'the notifier to catch up', timeout: 300_000, every: 50 },
  );
  figure('notifier catches up', `${(requests / ((performance.now() - begun) / 1000)).toFixed(0)} events/s`);
}

/** Of a company that has people already, as in the run of every figure. */
async function arrivals(world: World): Promise<void> {
  await sustained(world);
  heading('From accept to consumer');
  await latency(world, 25);
  for (let round = 0; round < (quick ? 1 : 4); round += 1) await latency(world, 250);
}

async function latency({ target, tenantId, database, constellation }: World, perSecond: number): Promise<void> {
  const answered = new Map<string, number>();
  const awaited = new Set<string>();
  const kafka = await watchKafka(kafkaSettings({ KAFKA_BROKERS: constellation.servers.kafka.brokers }));
  const directory = watchDirectory(await database('rollcall_directory'), tenantId, awaited);
  const shots = creates(({ id }, at) => {
    answered.set(id, at);
    awaited.add(id);
  });
  line(`creates at ${perSecond}/s`, await openLoop(target, shots, { perSecond, seconds: quick ? 5 : 20 }));
  const all = async (): Promise<boolean> =>
    [kafka, directory].every(({ seen }) => [...awaited].every((id) => seen.has(id)));
  await waitUntil(all, { what: 'all that was created to arrive', timeout: 30_000 });
  await Promise.all([kafka.stop(), directory.stop()]);
  for (const [where, { seen }] of Object.entries({ Kafka: kafka, directory })) {
    const { p50, p99 } = latencies(answered, seen);
    figure(`accepted → ${where} at ${perSecond}/s`, `p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms`);
    if (where === 'directory' && perSecond === 250)
      demand('accepted → directory, p99 at 250/s, ms', p99, 'at most', 100);
  }
}

/** PostgreSQL's own benchmark on the same server, where the machine has it. */
function pgbench({ constellation }: World): void {
  const url = constellation.servers.postgres.url;
  const initialised = spawnSync('pgbench', ['-i', '-q', url], { encoding: 'utf8' });
  if (initialised.error !== undefined || initialised.status !== 0) return;
  heading('pgbench on the same server (-N: simple updates, 32 clients)');
  const { stdout } = spawnSync('pgbench', ['-N', '-c', '32', '-j', '1', '-T', '5', url], { encoding: 'utf8' });
  console.log(
    stdout
      .split('\n')
      .filter((text) => /^(tps|latency average)/.test(text))
      .join('\n'),
  );
}

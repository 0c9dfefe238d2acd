import { waitUntil } from '../../deploy/local/parts/wait-until.js';
import { openLoop, type Target } from './generator.js';
import { latencies, watchDirectory } from './pipeline.js';
import { demand, figure, heading } from './report.js';
import { creates } from './shots.js';
import type { Latency } from './statistics.js';
import type { World } from './world.js';

const OURS_PER_SECOND = 50;
const THEIRS_PER_SECOND = 10;

/**
 * What one tenant's events that the directory refuses cost another tenant: 10/s, spread over all partitions by their
 * ids, beside 50/s. Measured twice in one world with the same load; the second time a constraint, which stands for
 * whatever a table cannot hold, refuses each of the 10.
 */
export async function besideRefused(world: World, seconds: number): Promise<void> {
  heading(`${OURS_PER_SECOND}/s of a tenant beside ${THEIRS_PER_SECOND}/s of another that the directory refuses`);
  const theirs = await world.another('refused');
  const owner = await world.database('rollcall_directory');
  const without = await latencyBeside(world, theirs, seconds);
  await owner.query(
    `alter table projection.employee_versions
       add constraint bench_refuses check (tenant_id <> '${theirs.tenantId}'::uuid) not valid`,
  );
  const beside = await latencyBeside(world, theirs, seconds);
  const parked = await owner.query<{ n: number; partitions: number }>(
    'select count(*)::int as n, count(distinct partition)::int as partitions from projection.parked_events',
  );
  await owner.query('alter table projection.employee_versions drop constraint bench_refuses');
  await owner.query('truncate projection.parked_events');
  print('accepted → directory, nothing refused', without);
  print('accepted → directory, theirs refused', beside);
  const [row] = parked.rows;
  figure('refused, and parked', `${row?.n ?? 0} events in ${row?.partitions ?? 0} partitions`);
  demand('p99 beside refused events, times that without', beside.p99 / without.p99, 'at most', 2);
}

async function latencyBeside(world: World, theirs: { target: Target }, seconds: number): Promise<Latency> {
  const answered = new Map<string, number>();
  const awaited = new Set<string>();
  const directory = watchDirectory(await world.database('rollcall_directory'), world.tenantId, awaited);
  const ours = creates(({ id }, at) => {
    answered.set(id, at);
    awaited.add(id);
  });
  await Promise.all([
    openLoop(world.target, ours, { perSecond: OURS_PER_SECOND, seconds }),
    openLoop(theirs.target, creates(), { perSecond: THEIRS_PER_SECOND, seconds }),
  ]);
  await waitUntil(async () => [...awaited].every((id) => directory.seen.has(id)), {
    what: 'all that was created to arrive',
    timeout: 60_000,
  });
  await directory.stop();
  return latencies(answered, directory.seen);
}

function print(name: string, { p50, p99 }: Latency): void {
  figure(name, `p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms`);
}

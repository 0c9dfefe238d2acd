import { metrics, type ObservableResult } from '@opentelemetry/api';
import type { Pool } from 'pg';

const meter = metrics.getMeter('rollcall.postgres');

const unknown = meter.createCounter('rollcall_commits_unknown', {
  description: 'Commits of which nobody knows whether they are durable',
});
// A series that begins at 0: the first of them is an increase, which an alert can see.
unknown.add(0);

export function countUnknownCommit(): void {
  unknown.add(1);
}

const pools = new Map<Pool, string>();

/** Shows the pool by `name` while it is open; several of one name are added up. */
export function observePool(pool: Pool, name: string): void {
  pools.set(pool, name);
}

function observe(result: ObservableResult, read: (pool: Pool) => number): void {
  const sums = new Map<string, number>();
  for (const [pool, name] of pools) {
    if (pool.ending) pools.delete(pool);
    else sums.set(name, (sums.get(name) ?? 0) + read(pool));
  }
  for (const [name, sum] of sums) result.observe(sum, { pool: name });
}

meter
  .createObservableGauge('rollcall_pool_waiting', { description: 'Callers who wait for a database connection' })
  .addCallback((result) => observe(result, (pool) => pool.waitingCount));
meter
  .createObservableGauge('rollcall_pool_used', { description: 'Database connections at work' })
  .addCallback((result) => observe(result, (pool) => pool.totalCount - pool.idleCount));

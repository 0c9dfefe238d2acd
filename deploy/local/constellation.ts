import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DatabaseNames } from './set-up/database-names.js';
import { setUpInChild, type Databases } from './set-up/set-up-child.js';
import { HOST, choosePorts } from './parts/ports.js';
import { orStopped } from './parts/or-stopped.js';
import type { Supervision } from './parts/supervised-process.js';
import { readSecrets, type Secrets } from './secrets.js';
import { closeFolder } from './close-folder.js';
import { startOnPorts } from './constellation-ports.js';
import { ensureSecurity, permitKafkaUsers } from './set-up/security.js';
import { ServiceProcess, type ServiceOptions } from './service-process.js';
import { type PortName, PROCESS_NAMES, type ProcessName, PROJECTIONS, SERVICE_PROCESSES } from './service-processes.js';
import { type Servers, startKafka, startMail, startPostgres } from './servers.js';
import { setUpTopics } from './set-up/topics.js';

export interface ConstellationOptions {
  /** Where everything that it keeps is kept: data, secrets, logs. */
  readonly dataDir: string;
  /** `default`: the documented ports, or another where one is taken. `free`: any. */
  readonly ports?: 'default' | 'free';
  /** Default: all. */
  readonly processes?: readonly ProcessName[];
  /** Servers to use instead of ours (`DATABASE_URL`, `KAFKA_BROKERS` …, `SMTP_URL`). Default: none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Our PostgreSQL and Kafka take TLS only, and Kafka's users what their ACLs permit. The same data serve with it and without. */
  readonly secure?: boolean;
  /** Settings of our processes beside those that the constellation sets, by process or for all of them (`all`). */
  readonly settings?: Readonly<Partial<Record<ProcessName | 'all', Readonly<Record<string, string>>>>>;
  /** Node's own flags for our processes, instead of {@link FRUGAL}. */
  readonly nodeFlags?: readonly string[];
  /** Whether a process that exits by itself is started again. Default: yes. */
  readonly restarts?: boolean;
  /** One readable line about what the constellation does. */
  readonly report?: (line: string) => void;
  /** Each line that a process or a part writes; all are in `<dataDir>/logs` as well. */
  readonly onLine?: (name: string, line: string) => void;
  /** Called after each start and end of a process or part. */
  readonly onPids?: (pids: Readonly<Record<string, number>>) => void;
  /** Aborted: no further step is begun, and what was started is stopped. */
  readonly signal?: AbortSignal;
}

/**
 * For a machine that runs everything at once. A process needs 190 MB with Node's own sizes and source maps, 129 MB with
 * these; a bench that looks for the last per cent sets its own. V8 collects late while it may grow: audit beside an attacker
 * had 284 to 321 MB with an old generation of 192, and 271 with this one.
 */
export const FRUGAL: readonly string[] = ['--max-old-space-size=160', '--max-semi-space-size=4'];

/**
 * Beside these. The relay's garbage is buffers of hundreds of kilobytes, so V8 often collects all of a small heap; on two busy
 * cores it waits for threads of its own then: 25 to 75 ms a time, and a neighbour's p99 was 176 ms beside large events. By one
 * thread: 62 ms, with less processor time. The others have no such garbage, and gain nothing.
 */
export const OWN_FLAGS: Readonly<Partial<Record<ProcessName, readonly string[]>>> = {
  relay: ['--single-threaded-gc'],
  // Most of what a request leaves is dead before such a generation is full. Of a process at 32 connections, in turn on a busy
  // machine: look-ups 229 and 279 µs with 4, 204 and 206 with 16; creates 403 and 414, then 352 and 358. The old generation
  // gives what that takes: beside lists at their limits it was 321 MB with 160 (115 to 145 MB are live where 80 MiB are lent,
  // and SHARED_BYTES lends 52).
  'scim-api': ['--max-old-space-size=144', '--max-semi-space-size=16'],
};

/** PostgreSQL, Kafka, a mail inbox and our processes: what `npm start` runs and the end-to-end tests trust. */
export class Constellation {
  readonly #options: ConstellationOptions;
  #known: Secrets;
  readonly #pids = new Map<string, number>();
  readonly #services = new Map<string, ServiceProcess>();
  readonly #logs: WriteStream[] = [];
  #servers: Partial<Servers> = {};
  #databases: Databases | undefined;

  private constructor(
    options: ConstellationOptions,
    readonly ports: Readonly<Record<PortName, number>>,
    known: Secrets,
  ) {
    this.#options = options;
    this.#known = known;
  }

  /** Starts everything and waits until all processes are ready. On failure, what was started is stopped again. */
  static async start(options: ConstellationOptions): Promise<Constellation> {
    await closeFolder(options.dataDir);
    await mkdir(join(options.dataDir, 'logs'), { recursive: true, mode: 0o700 });
    const secrets = await readSecrets(options.dataDir);
    return startOnPorts(options, (ports) => {
      const constellation = new Constellation(options, ports, secrets);
      return orStopped(constellation, async () => {
        await constellation.#startServers();
        await constellation.#startServices(options.processes ?? PROCESS_NAMES);
      });
    });
  }

  get servers(): Servers {
    const { postgres, kafka, mail } = this.#servers;
    if (postgres === undefined || kafka === undefined || mail === undefined) throw new Error('it is not started');
    return { postgres, kafka, mail };
  }

  get secrets(): Secrets {
    return this.#known;
  }

  get operatorToken(): string {
    return this.#known.operatorToken;
  }

  url(name: ProcessName): string {
    return `http://${HOST}:${this.ports[name]}`;
  }

  /** Where the process answers what is internal: `/metrics`, scim-api's `/admin`, and why it is not ready. */
  internalUrl(name: ProcessName): string {
    return `http://${HOST}:${this.ports[`${name} internal`]}`;
  }

  /** By name: what a browser keeps for a site it keeps for no address, a passkey least of all. */
  get consoleUrl(): string {
    return `http://localhost:${this.ports.console}`;
  }

  /** The pid of every process and part that runs at this moment. */
  pids(): Record<string, number> {
    return Object.fromEntries(this.#pids);
  }

  /** A process by its name, to stop, kill, pause or start it; a second instance by the name it was given. */
  process(name: string): ServiceProcess {
    const found = this.#services.get(name);
    if (found === undefined) throw new Error(`no process ${name} was started`);
    return found;
  }

  /** The environment that a process was started with: for a command of its app. */
  environment(name: string): Readonly<Record<string, string>> {
    return this.process(name).environment;
  }

  /** Starts one more instance of a process, on a port of its own, and waits until it is ready. */
  async addProcess(
    kind: ProcessName,
    as: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<ServiceProcess> {
    const { ports: chosen } = await choosePorts({ port: 'free', internalPort: 'free' });
    const service = this.#service(kind, { name: as, ...chosen, settings });
    await service.start();
    return service;
  }

  /** Our processes first, then broker and mail, PostgreSQL last. */
  async stop(): Promise<void> {
    await Promise.all([...this.#services.values()].map((service) => service.stop()));
    await Promise.all([this.#servers.kafka?.own?.stop(), this.#servers.mail?.own?.stop()]);
    await this.#servers.postgres?.own?.stop();
    await Promise.all(this.#logs.map((log) => new Promise((resolve) => log.end(resolve))));
  }

  async #startServers(): Promise<void> {
    const { dataDir, env = {}, signal, report } = this.#options;
    const security = this.#options.secure === true ? await ensureSecurity(dataDir, report) : undefined;
    this.#known = await readSecrets(dataDir);
    const server = {
      dataDir,
      ...(security === undefined ? {} : { security }),
      env,
      ports: this.ports,
      postgresPassword: this.secrets.postgresPassword,
      supervise: (name: string) => this.#supervise(name),
    };
    // All settle before an error is passed on, so that stop() knows of each that did start.
    const all = await Promise.allSettled([
      startPostgres(server).then(async (postgres) => {
        this.#servers = { ...this.#servers, postgres };
        await this.#noteHome(postgres.own?.home.data);
        signal?.throwIfAborted();
        const own = { url: postgres.url, isOwn: postgres.own !== undefined };
        this.#databases = await setUpInChild(dataDir, own, (sentence) => report?.(`note: ${sentence}`));
        this.#known = await readSecrets(dataDir);
        report?.('PostgreSQL is ready, its databases are up to date');
      }),
      startKafka(server).then(async (kafka) => {
        this.#servers = { ...this.#servers, kafka };
        signal?.throwIfAborted();
        if (security !== undefined && kafka.own !== undefined) await permitKafkaUsers(kafka.operatorEnv);
        await setUpTopics(kafka.env('set-up'), (sentence) => report?.(`note: ${sentence}`));
        report?.('Kafka is ready, its topics exist');
      }),
      startMail(server).then((mail) => {
        this.#servers = { ...this.#servers, mail };
      }),
    ]);
    for (const one of all) if (one.status === 'rejected') throw one.reason;
    signal?.throwIfAborted();
  }

  async #startServices(names: readonly ProcessName[]): Promise<void> {
    const services = names.map((name) =>
      this.#service(name, {
        name,
        port: this.ports[name],
        internalPort: this.ports[`${name} internal`],
        settings: this.#options.settings?.[name] ?? {},
      }),
    );
    const all = await Promise.allSettled(services.map((service) => service.start(this.#options.signal)));
    for (const one of all) if (one.status === 'rejected') throw one.reason;
  }

  #service(
    kind: ProcessName,
    own: Pick<ServiceOptions, 'name' | 'port' | 'internalPort' | 'settings'>,
  ): ServiceProcess {
    const { postgres, kafka, mail } = this.servers;
    const service = new ServiceProcess({
      kind,
      name: own.name,
      port: own.port,
      internalPort: own.internalPort,
      scimUrl: this.url('scim-api'),
      serverUrl: postgres.url,
      databases: this.#databasesOf(kind),
      secrets: this.secrets,
      settings: {
        ...(kind === 'scim-api' ? {} : kafka.env(kind)),
        SMTP_URL: mail.smtpUrl,
        ...this.#asking(kind),
        ...this.#consoleSettings(kind),
        ...this.#options.settings?.all,
        ...own.settings,
      },
      nodeFlags: [...(this.#options.nodeFlags ?? FRUGAL), ...(OWN_FLAGS[kind] ?? [])],
      logFile: this.#logFile(own.name),
      supervision: this.#supervise(own.name),
    });
    this.#services.set(own.name, service);
    return service;
  }

  #databasesOf(kind: ProcessName): readonly DatabaseNames[] {
    const { app } = SERVICE_PROCESSES[kind];
    const known = [this.#databases?.[app], app === 'scim-api' ? this.#databases?.activity : undefined];
    return known.filter((database) => database !== undefined);
  }

  /** Where scim-api's refusals and the notifier's mails lead, and whom the console asks. */
  #consoleSettings(kind: ProcessName): Readonly<Record<string, string>> {
    const isThere = (this.#options.processes ?? PROCESS_NAMES).includes('console');
    const leads = isThere && (kind === 'scim-api' || kind === 'notifier');
    if (kind !== 'console') return leads ? { CONSOLE_URL: this.consoleUrl } : {};
    const asked = (['scim-api', 'directory', 'audit', 'notifier'] as const).flatMap((name) => {
      const variable = name.toUpperCase().replace('-', '_');
      return [
        [`${variable}_URL`, this.url(name)],
        [`${variable}_INTERNAL_URL`, this.internalUrl(name)],
      ] as const;
    });
    return { ...Object.fromEntries(asked), CONSOLE_URL: this.consoleUrl, CONSOLE_KEY: this.secrets.consoleKey };
  }

  /**
   * The notifier asks every other process how it is; whom it tells is a setting (`OPERATOR_MAIL`); and the directory who reports to whom. scim-api asks the projections
   * what they have of a tenant.
   */
  #asking(kind: ProcessName): Readonly<Record<string, string>> {
    const there = this.#options.processes ?? PROCESS_NAMES;
    const at = (names: readonly ProcessName[]): string =>
      names.map((name) => `${name}=${this.internalUrl(name)}`).join(',');
    if (kind === 'notifier') {
      const directory = there.includes('directory') ? { DIRECTORY_URL: this.url('directory') } : {};
      return { WATCH_URLS: at(there.filter((name) => name !== kind)), ...directory };
    }
    return kind === 'scim-api' ? { PROJECTION_URLS: at(PROJECTIONS.filter((name) => there.includes(name))) } : {};
  }

  #supervise(name: string): Supervision & { readonly onLine: (line: string) => void } {
    const log = createWriteStream(this.#logFile(name), { mode: 0o600 });
    this.#logs.push(log);
    return {
      restarts: this.#options.restarts ?? true,
      report: (line) => this.#options.report?.(line),
      onPid: (pid) => {
        if (pid === undefined) this.#pids.delete(name);
        else this.#pids.set(name, pid);
        this.#options.onPids?.(this.pids());
      },
      onLine: (line) => {
        // What comes in one piece is written in one.
        if (log.writableCorked === 0) {
          log.cork();
          process.nextTick(() => log.uncork());
        }
        log.write(`${line}\n`);
        this.#options.onLine?.(name, line);
      },
    };
  }

  #logFile(name: string): string {
    return join(this.#options.dataDir, 'logs', `${name}.log`);
  }

  /** Where PostgreSQL's data are when they could not be in the data folder: `npm run reset` reads it. */
  async #noteHome(data: string | undefined): Promise<void> {
    if (data === undefined || data.startsWith(this.#options.dataDir)) return;
    await writeFile(join(this.#options.dataDir, 'postgres-home'), `${dirname(data)}\n`);
  }
}

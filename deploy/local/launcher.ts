import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { withDatabase } from '#postgres';
import { Constellation } from './constellation.js';
import {
  DEFAULT_PEOPLE,
  openTenant,
  provision,
  readerTokens,
  type Demonstration,
  type Surroundings,
  TENANT,
} from './demonstration/demonstrate.js';
import { linksOf } from './demonstration/console-links.js';
import { EMPTY_TENANT, openEmptyTenant } from './demonstration/empty-tenant.js';
import { openFabrikam } from './demonstration/fabrikam.js';
import { progressOn } from './demonstration/progress.js';
import { entraOf, entraSettings } from './entra-settings.js';
import { eventLine } from './screen/event-line.js';
import { home } from './home.js';
import { kafkaAccess } from './kafka-access.js';
import { Repeats } from './screen/repeats.js';
import { type RunDescription, RunFile } from './run-file.js';
import { tellParent } from './tell-parent.js';
import { welcome } from './screen/welcome.js';
import { ofEachProjection, PROCESS_NAMES, type Projection } from './service-processes.js';
import { type DemonstrationSecrets, writeSecrets } from './secrets.js';

const ERROR = 50;
// Minutes and hours in production; a person who watches does not want to wait for those.
const NOTIFIER = {
  QUIET_PERIOD_MS: '5000',
  JOINER_WAIT_MS: '10000',
  LEAVER_GATHER_MS: '5000',
  REFUSAL_WINDOW_MS: '60000',
  OPERATOR_MAIL: 'operator@rollcall.example',
} as const;

const SCIM_API = { CYCLE_QUIET_MS: '5000' } as const;

/** `npm start`: the constellation with the demonstration, its output, run.json, and its end on Ctrl-C. */
export class Launcher {
  readonly #how: { readonly secure: boolean };
  readonly #dataDir = home();
  readonly #stopping = new AbortController();
  readonly #runFile = new RunFile(this.#dataDir);
  #starting: Promise<Constellation> | undefined;
  #stopped: Promise<void> | undefined;
  #description: Omit<RunDescription, 'processes'> | undefined;
  #demonstration: DemonstrationSecrets | undefined;
  readonly #repeats = new Repeats();
  #quiet = true;
  #entra: Readonly<Record<string, string>> = {};
  /** Signs the links into the console: they end with this start. */
  readonly #linkKey = randomBytes(32).toString('base64url');

  constructor(how: { readonly secure: boolean } = { secure: false }) {
    this.#how = how;
  }

  /** @param people undefined: 200 at the first start, afterwards as many as there are */
  async start(people: number | undefined): Promise<void> {
    const begun = performance.now();
    this.#entra = entraSettings(process.env, { hasPeople: people !== 0 });
    this.#say(`starting ${ownServers(process.env)}`);
    this.#starting = Constellation.start({
      dataDir: this.#dataDir,
      ports: 'default',
      secure: this.#how.secure,
      env: process.env,
      settings: {
        notifier: NOTIFIER,
        'scim-api': { ...SCIM_API, ...this.#entra },
        console: { DEMONSTRATION_KEY: this.#linkKey, ...this.#entra },
      },
      report: (line) => this.#say(line),
      onLine: (name, line) => this.#showEvent(name, line),
      onPids: (pids) => this.#notePids(pids),
      signal: this.#stopping.signal,
    });
    const constellation = await this.#starting;
    this.#stopping.signal.throwIfAborted();
    this.#say(`all processes are ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    await this.#demonstrate(constellation, people);
  }

  /** Stops what was started, in its order, and takes run.json away. Called again, it waits for the same end. */
  async stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    await this.#stopped;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort(new Error('interrupted'));
    this.#quiet = true;
    await this.#runFile.remove();
    this.#say('stopping everything');
    // One that was still starting stops itself when it sees the signal.
    const constellation = await this.#starting?.catch(() => undefined);
    await constellation?.stop();
    this.#say('stopped');
  }

  async #demonstrate(constellation: Constellation, asked: number | undefined): Promise<void> {
    const around = this.#surroundings(constellation);
    const tenant = await openTenant(around, constellation.secrets.demonstration);
    this.#demonstration ??= tenant;
    const wanted = asked ?? tenant.people ?? DEFAULT_PEOPLE;
    const empty = await openEmptyTenant(around, this.#demonstration);
    await provision(around, this.#demonstration, wanted);
    if (wanted > 0) await openFabrikam(around, this.#demonstration);
    const { fabrikam } = this.#demonstration;
    const at = { url: constellation.consoleUrl, key: this.#linkKey };
    const links = linksOf(at, { empty, contoso: tenant.tenantId, fabrikam });
    this.#description = { ...(await describe(constellation, tenant)), console: links };
    await this.#runFile.write({ ...this.#description, processes: processesOf(constellation.pids()) });
    const people = this.#demonstration.people ?? 0;
    if (asked !== undefined && asked < people) {
      this.#say(`the tenant has ${people} employees from an earlier start: npm run reset begins anew`);
    }
    process.stdout.write(`${welcome(this.#description, { tenant: TENANT, people, empty: EMPTY_TENANT })}\n`);
    this.#quiet = false;
  }

  #surroundings(constellation: Constellation): Surroundings {
    return {
      scimApiUrl: constellation.url('scim-api'),
      adminUrl: constellation.internalUrl('scim-api'),
      notifierUrl: constellation.url('notifier'),
      operatorToken: constellation.operatorToken,
      quietPeriod: Number(NOTIFIER.QUIET_PERIOD_MS),
      entra: entraOf(this.#entra),
      progress: progressOn(process.stdout),
      say: (line) => this.#say(line),
      simulatorDir: join(this.#dataDir, 'entra-simulator'),
      remember: async (demonstration) => {
        this.#demonstration = demonstration;
        await writeSecrets(this.#dataDir, { ...constellation.secrets, demonstration });
      },
    };
  }

  /** While the demonstration is being set up its hundreds of lines would bury it: only errors are shown. */
  #showEvent(name: string, line: string): void {
    // The parts' own logs are for troubleshooting: .rollcall/logs.
    if (name === 'postgres' || name === 'kafka' || name === 'mail') return;
    const event = eventLine(name, line);
    if (this.#quiet && event.level < ERROR) return;
    const text = this.#repeats.pass(event, performance.now());
    if (text !== undefined) console.log(text);
  }

  #notePids(pids: Readonly<Record<string, number>>): void {
    tellParent(pids);
    if (this.#description === undefined || this.#stopping.signal.aborted) return;
    this.#runFile
      .write({ ...this.#description, processes: processesOf(pids) })
      .catch((error: unknown) => this.#say(`run.json could not be written: ${String(error)}`));
  }

  #say(line: string): void {
    console.log(`• ${line}`);
  }
}

async function describe(
  constellation: Constellation,
  tenant: Demonstration,
): Promise<Omit<RunDescription, 'processes' | 'console'>> {
  const scimApiUrl = constellation.url('scim-api');
  const adminUrl = constellation.internalUrl('scim-api');
  const { operatorToken, servers } = constellation;
  const tokens = await readerTokens({ scimApiUrl, adminUrl, operatorToken }, tenant);
  return {
    scim: { url: `${scimApiUrl}/scim/v2`, token: tenant.scimToken },
    oauth: {
      tokenUrl: `${scimApiUrl}/oauth/token`,
      clientId: tenant.connectionId,
      clientSecret: tenant.connectionSecret,
    },
    admin: { url: `${adminUrl}/admin`, token: operatorToken },
    directory: { url: constellation.url('directory'), token: tokens.directory },
    audit: { url: constellation.url('audit'), token: tokens.audit },
    notifier: { url: constellation.url('notifier'), token: tokens.notifier },
    activity: { url: `${scimApiUrl}/activity`, token: tokens.activity },
    mail: { url: servers.mail.url },
    kafka: await kafkaAccess(servers.kafka),
    postgres: { url: servers.postgres.url },
    metrics: metricsOf(constellation),
    commands: ofEachProjection((name) => commandSettings(constellation.process(name).parkedEnvironment)),
    folds: ofEachProjection((name) => foldSettings(constellation, name)),
  };
}

function metricsOf(constellation: Constellation): Record<string, string> {
  return Object.fromEntries(PROCESS_NAMES.map((name) => [name, `${constellation.internalUrl(name)}/metrics`]));
}

/** What the commands on what is parked need beside the words: the database, and the times that its rules are told. */
function commandSettings(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => name === 'DATABASE_URL' || /_MS$|^MAIL_NOT_BEFORE$/.test(name)),
  );
}

/** Digest and rebuild are the process's own fold once more: its role and its user of Kafka, and the owner of the schema. */
function foldSettings(constellation: Constellation, name: Projection): Record<string, string> {
  const environment = Object.entries(constellation.environment(name));
  const own = Object.fromEntries(
    environment.filter(([key]) => /^DATABASE_URL$|^KAFKA_|_MS$|^MAIL_NOT_BEFORE$/.test(key)),
  );
  const database = new URL(own.DATABASE_URL ?? '').pathname.slice(1);
  return { ...own, OWNER_DATABASE_URL: withDatabase(constellation.servers.postgres.url, database) };
}

/** What run.json lists: the mail inbox is not one of them. */
function processesOf(pids: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(pids).filter(([name]) => name !== 'mail'));
}

/** What is started here: a server that the environment names is not. */
function ownServers(env: Readonly<Record<string, string | undefined>>): string {
  const servers = [
    ['PostgreSQL', env.DATABASE_URL],
    ['Kafka', env.KAFKA_BROKERS],
    ['the mail inbox', env.SMTP_URL],
  ];
  const own = servers.flatMap(([name = '', given]) => (given === undefined || given === '' ? [name] : []));
  return own.length === 0 ? 'the processes' : `${own.join(', ')} and the processes`;
}

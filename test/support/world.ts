import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type QueryResultRow } from 'pg';
import { APP_DATABASES } from '../../deploy/local/set-up/app-databases.js';
import { Constellation, type ConstellationOptions } from '../../deploy/local/constellation.js';
import { AdminClient, type Audience } from '../../deploy/local/demonstration/admin-client.js';
import type { AppName } from '../../deploy/local/service-processes.js';
import { kafkaSettings, type KafkaSettings } from '#kafka';
import { withDatabase } from '#postgres';
import type { Evidence } from './evidence.js';
import { Load, type Ledger, type LoadOptions } from './load.js';
import { prove } from './proof.js';
import { untilQuiet } from './quiet.js';
import { beginFromTemplate } from './world-template.js';
import { ScimClient } from './scim-client.js';

export interface TestTenant {
  readonly id: string;
  readonly connectionId: string;
  /** The tenant URL and the bearer token of its connection, as an administrator types them into Entra. */
  readonly scim: { readonly url: string; readonly token: string };
  /** Tokens of a reader of the projections' APIs. */
  readonly tokens: Readonly<Record<Audience, string>>;
}

export type WorldOptions = Pick<ConstellationOptions, 'processes' | 'settings' | 'restarts' | 'env'>;

/** All processes and servers from `dist` in a folder of their own, with what a test needs to use and to judge them. */
export class World implements Evidence {
  readonly admin: AdminClient;

  private constructor(
    readonly dir: string,
    readonly constellation: Constellation,
  ) {
    this.admin = adminOf(constellation);
  }

  /** Nothing that ends is started again unless the options say so: a fault test decides itself. */
  static async start(options: WorldOptions = {}): Promise<World> {
    const dir = await mkdtemp(join(tmpdir(), 'rollcall-world-'));
    try {
      if (options.env?.DATABASE_URL === undefined) await beginFromTemplate(dir);
      const constellation = await Constellation.start({
        dataDir: dir,
        ports: 'free',
        restarts: false,
        ...options,
        settings: { ...options.settings, notifier: { ...IMPATIENT, ...options.settings?.notifier } },
      });
      return new World(dir, constellation);
    } catch (error) {
      const logs = await lastLines(dir);
      await rm(dir, { recursive: true, force: true });
      throw new Error(`the world did not start:\n${logs}`, { cause: error });
    }
  }

  /** Nobody reads what the servers hold again: to have them end in order takes 2.5 s, one after the other. */
  async stop(): Promise<void> {
    const { constellation } = this;
    const { postgres, kafka } = constellation.servers;
    const services = Object.keys(constellation.pids()).filter((name) => !SERVERS.has(name));
    await Promise.all(services.map((name) => constellation.process(name).stop()));
    await Promise.all([kafka.own?.kill(), postgres.own?.stop('immediate')]);
    await constellation.stop();
    await rm(this.dir, { recursive: true, force: true });
  }

  get kafka(): KafkaSettings {
    return kafkaSettings(this.constellation.servers.kafka.operatorEnv);
  }

  /** A tenant with a connection, a credential and a reader of all projections. */
  async openTenant(name: string, tolerance: 'tolerant' | 'strict' = 'tolerant'): Promise<TestTenant> {
    const { admin } = this;
    const id = await admin.createTenant(name, `it@${name}.example`);
    // Its own, and that of the people of the load: their managers are mailed.
    for (const domain of [`${name}.example`, 'load.example']) {
      await admin.verifyDomain(id, domain, 'It belongs to this test.');
    }
    const connectionId = await admin.createConnection(id, 'Entra ID', tolerance);
    const scim = { url: this.scimUrl, token: await admin.createCredential(id, connectionId) };
    const reader = await admin.createReader(id, 'Test');
    const token = (audience: Audience): Promise<string> => admin.readerToken(reader, audience);
    const [directory, audit, notifier, activity] = await Promise.all([
      token('directory'),
      token('audit'),
      token('notifier'),
      token('activity'),
    ]);
    return { id, connectionId, scim, tokens: { directory, audit, notifier, activity } };
  }

  get scimUrl(): string {
    return `${this.constellation.url('scim-api')}/scim/v2`;
  }

  scim(tenant: TestTenant): ScimClient {
    return new ScimClient(tenant.scim);
  }

  load(tenant: TestTenant, options: LoadOptions = {}): Load {
    return new Load(tenant.scim, options);
  }

  /** One of the lists or resources of the projections, or of the activity, as the tenant's reader gets it. */
  async read(tenant: TestTenant, audience: Audience, path: string): Promise<{ status: number; body: unknown }> {
    const headers = { authorization: `Bearer ${tenant.tokens[audience]}` };
    const answer = await fetch(this.constellation.url(audience === 'activity' ? 'scim-api' : audience) + path, {
      headers,
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  ownerUrl(app: AppName): string {
    return withDatabase(this.constellation.servers.postgres.url, APP_DATABASES[app].name);
  }

  async query<Row extends QueryResultRow>(app: AppName, sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.ownerUrl(app) });
    await client.connect();
    try {
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Waits until everything that was written has come out everywhere. */
  quiet(timeout = 120_000): Promise<void> {
    return untilQuiet(this, timeout);
  }

  /** Waits for quiet, then holds all evidence against the ledger. Returns the breaches; a test expects none. */
  async proof(ledger: Ledger): Promise<string[]> {
    await this.quiet();
    return prove(this, ledger);
  }
}

/** The admin API of a constellation, and its token endpoint. */
export function adminOf(constellation: Constellation): AdminClient {
  const at = { adminUrl: constellation.internalUrl('scim-api'), scimApiUrl: constellation.url('scim-api') };
  return new AdminClient(at, constellation.operatorToken);
}

const SERVERS: ReadonlySet<string> = new Set(['postgres', 'kafka', 'mail']);

/** Mails that wait an hour by default wait a second, and as many are sent as there are. */
const IMPATIENT = {
  JOINER_WAIT_MS: '1000',
  LEAVER_GATHER_MS: '200',
  QUIET_PERIOD_MS: '1500',
  REFUSAL_WINDOW_MS: '1000',
  SMTP_PER_MINUTE: '100000',
  MAIL_PER_TENANT_PER_MINUTE: '100000',
  MAIL_PER_MAILBOX_PER_DAY: '100000',
  SMTP_ATTEMPT_MS: '4000',
};

async function lastLines(dir: string): Promise<string> {
  const files = await readdir(join(dir, 'logs')).catch(() => []);
  const parts = files.map(async (file) => {
    const lines = (await readFile(join(dir, 'logs', file), 'utf8')).trimEnd().split('\n');
    return `${file}:\n${lines.slice(-5).join('\n')}`;
  });
  return (await Promise.all(parts)).join('\n');
}

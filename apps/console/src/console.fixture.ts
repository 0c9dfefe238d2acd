import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { createLogger, type RunningService } from '#service';
import { eventually } from '../../../test/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { linkOf, type SignInAs } from '../../../deploy/local/demonstration/console-links.js';
import { consoleConfig } from './config.js';
import { csrfOf } from './sessions/session.js';
import { startConsole } from './start-console.js';
import { DATABASE, MIGRATIONS } from './storage/database.js';

type Roles = keyof typeof DATABASE.roles;

/** What a service was asked. */
export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Stands for the services: its answers are the test's, and it hands out a token for whatever is asked. */
export class FakeServices {
  readonly heard: Heard[] = [];
  /** By path; anything else is `{}`. */
  readonly answers = new Map<string, (heard: Heard, response: ServerResponse) => void>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<FakeServices> {
    const server = createServer();
    const fake = new FakeServices(server);
    server.on('request', (request, response) => void fake.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  forms(): URLSearchParams[] {
    return this.heard.filter(({ url }) => url === '/oauth/token').map(({ body }) => new URLSearchParams(body));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const heard = { method, url, headers, body: Buffer.concat(chunks).toString() };
    this.heard.push(heard);
    const own = this.answers.get(url.split('?')[0] ?? '');
    if (own !== undefined) {
      own(heard, response);
      return;
    }
    const token = { access_token: `token-${this.heard.length}`, expires_in: 300, token_type: 'Bearer' };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(url === '/oauth/token' ? token : {}));
  }
}

/** Who is signed in, as a browser has it. */
export interface Browser {
  readonly cookie: string;
  readonly csrf: string;
}

export interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const LINK_KEY = randomBytes(32).toString('base64url');
export const TENANT = '0199a0c0-0000-7000-8000-000000000001';
export const OTHER_TENANT = '0199a0c0-0000-7000-8000-000000000002';

export class TestConsole {
  readonly #replicas: RunningService[] = [];
  readonly lines: string[] = [];

  private constructor(
    readonly database: TestDatabase<Roles>,
    readonly owner: Client,
    readonly services: FakeServices,
    readonly settings: Readonly<Record<string, string>>,
  ) {}

  static async start(more: Readonly<Record<string, string>> = {}): Promise<TestConsole> {
    const database = await createTestDatabase<Roles>(DATABASE, MIGRATIONS);
    const services = await FakeServices.start();
    const owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const console = new TestConsole(database, owner, services, { ...settingsOf(database, services), ...more });
    await console.addReplica();
    return console;
  }

  get service(): RunningService {
    const [first] = this.#replicas;
    if (first === undefined) throw new Error('it is not started');
    return first;
  }

  async addReplica(more: Readonly<Record<string, string>> = {}): Promise<RunningService> {
    const settings = { ...this.settings, ...more };
    const destination = { write: (line: string) => void this.lines.push(line) };
    const logger = createLogger('console', { level: 'debug', destination });
    const service = await startConsole(consoleConfig(settings), settings, logger);
    this.#replicas.push(service);
    return service;
  }

  /** The secret of a link, as the page posts it. */
  secret(as: SignInAs, tenantId: string | null = as === 'operator' ? null : TENANT): string {
    return linkOf({ url: 'http://localhost', key: LINK_KEY }, as, tenantId).split('#')[1] ?? '';
  }

  ask(path: string, { method = 'GET', body, headers = {} }: Asked = {}, url = this.service.url): Promise<Response> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return fetch(url + path, {
      method,
      headers: { 'sec-fetch-site': 'same-origin', ...json, ...headers },
      redirect: 'manual',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async signIn(as: SignInAs, tenantId?: string, cookie?: string): Promise<Browser> {
    const asked = { method: 'POST', body: { secret: this.secret(as, tenantId) } };
    const answer = await this.ask(
      '/api/session/demo',
      cookie === undefined ? asked : { ...asked, headers: { cookie } },
    );
    const [set = ''] = answer.headers.getSetCookie();
    if (answer.status !== 204) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
    const pair = set.split(';')[0] ?? '';
    return { cookie: pair, csrf: csrfOf(pair.split('=')[1] ?? '') };
  }

  /** As a page of ours asks. */
  as({ cookie, csrf }: Browser, path: string, asked: Asked = {}, url = this.service.url): Promise<Response> {
    return this.ask(path, { ...asked, headers: { cookie, 'x-csrf-token': csrf, ...asked.headers } }, url);
  }

  /** The acts that were told, oldest first. */
  async acts(): Promise<readonly Told[]> {
    const { rows } = await this.owner.query<{ tenant_id: string; value: string }>(
      'select tenant_id, value from outbox order by id',
    );
    return rows.map(({ tenant_id: tenantId, value }) => ({
      tenantId,
      ...(JSON.parse(value) as Omit<Told, 'tenantId'>),
    }));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#replicas.map((replica) => replica.stop()));
    await this.services.stop();
    await this.owner.end();
    await this.database.drop();
  }
}

interface Told {
  readonly tenantId: string;
  readonly act: string;
  readonly actor: { readonly type: string; readonly name: string | null; readonly address?: string };
  readonly reason: string | null;
  readonly object: { readonly type: string; readonly id: string };
  readonly changes: readonly { readonly path: string; readonly after: unknown }[];
}

function settingsOf(database: TestDatabase<Roles>, { url }: FakeServices): Record<string, string> {
  const named = ['SCIM_API', 'DIRECTORY', 'AUDIT', 'NOTIFIER'];
  const addresses = named.flatMap((name) => [
    [`${name}_URL`, url],
    [`${name}_INTERNAL_URL`, url],
  ]);
  return {
    PORT: '0',
    INTERNAL_PORT: '0',
    DATABASE_URL: database.url('console'),
    CONSOLE_URL: 'http://localhost:7306',
    CONSOLE_KEY: randomBytes(32).toString('base64url'),
    PUBLIC_URL: 'http://scim-api.example',
    DEMONSTRATION_KEY: LINK_KEY,
    // A file signs the same account in again and again, each time for ten: fifty within a second were refused.
    SESSION_RATE_BURST: '10000',
    // Nothing listens there: acts wait, and are looked at in the outbox.
    KAFKA_BROKERS: '127.0.0.1:9',
    ...Object.fromEntries(addresses),
  };
}

/**
 * Empties the tables. The process under test works on them meanwhile and locks them in an order of its own, so that
 * PostgreSQL may have to end one of the two: then this one begins anew.
 */
export async function emptyTables(owner: Client, tables: string): Promise<void> {
  await eventually('the tables are empty', () => owner.query(`truncate ${tables}`));
}

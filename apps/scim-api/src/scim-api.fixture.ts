import { hash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { createLogger, type RunningService } from '#service';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { scimApiConfig } from './config.js';
import { startScimApi } from './start-scim-api.js';
import { DATABASE, MIGRATIONS } from './storage/database.js';
import type { ConnectionSettings } from './tenants/connection.js';
import type { Tenant } from './tenants/tenant.js';

export interface TestConnection {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly credentialId: string;
  readonly token: string;
}

/** Everything as it is by default, no limit and no brake. */
export type TestSettings = Partial<Omit<ConnectionSettings, 'name'> & Pick<Tenant, 'unknownAttributes'>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests name the members that they compare.
  readonly body: Record<string, never>;
}

export interface Request {
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
  readonly as?: TestConnection;
  readonly at?: Pick<RunningService, 'url'>;
}

/** scim-api over a fresh database, as its ordinary role, with one tenant; and a superuser to look with. */
export class TestScimApi {
  readonly database: TestDatabase<keyof typeof DATABASE.roles>;
  readonly owner: Client;
  readonly service: RunningService;
  readonly log: () => string;
  readonly first: TestConnection;

  private constructor(parts: Pick<TestScimApi, 'database' | 'owner' | 'service' | 'log' | 'first'>) {
    ({ database: this.database, owner: this.owner, service: this.service, log: this.log, first: this.first } = parts);
  }

  /** @param through rewrites the database's URL, to stand in its way @param settings beside those of every test */
  static async start(
    through: (url: string) => string = (url) => url,
    onLine?: (line: string) => void,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<TestScimApi> {
    const database = await createTestDatabase(DATABASE, MIGRATIONS);
    const owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const first = await addConnection(owner);
    const { service, log } = await startOver(database, through, { onLine, settings });
    return new TestScimApi({ database, owner, service, log, first });
  }

  /** Another process' worth of the service over the same database; the caller stops it. */
  async replica(
    through: (url: string) => string = (url) => url,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<RunningService> {
    return (await startOver(this.database, through, { admin: through, settings })).service;
  }

  addTenant(settings: TestSettings = {}): Promise<TestConnection> {
    return addConnection(this.owner, settings);
  }

  async ask(
    method: string,
    path: string,
    { body, text, headers = {}, as = this.first, at = this.service }: Request = {},
  ): Promise<Answer> {
    const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${at.url}/scim/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${as.token}`,
        ...(sent === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    return answerOf(response);
  }

  /** As the operator. */
  async admin(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.service.internalUrl}/admin${path}`, {
      method,
      headers: {
        authorization: `Bearer ${'o'.repeat(32)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answerOf(response);
  }

  /** The same, where it has to be done. */
  async act(method: string, path: string, body?: object): Promise<Answer['body']> {
    const { status, body: said } = await this.admin(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${JSON.stringify(said)}`);
    return said;
  }

  /** The events of a resource in the order of the outbox. */
  async eventsOf(resourceId: string): Promise<{ version: number | null; type: string; data: Record<string, never> }[]> {
    const { rows } = await this.owner.query<{ resource_version: number; headers: string; value: string }>(
      'select resource_version, headers, value from outbox where resource_id = $1 order by id',
      [resourceId],
    );
    return rows.map(({ resource_version: version, headers, value }) => {
      const { ce_type: type } = JSON.parse(headers) as { ce_type: string };
      return { version, type, data: JSON.parse(value) };
    });
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.owner.end();
    await this.database.drop();
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

interface StartOptions {
  readonly onLine?: ((line: string) => void) | undefined;
  readonly admin?: (url: string) => string;
  readonly settings?: Readonly<Record<string, string>>;
}

async function startOver(
  database: TestScimApi['database'],
  through: (url: string) => string = (url) => url,
  { onLine, admin = (url) => url, settings = {} }: StartOptions = {},
): Promise<{ readonly service: RunningService; readonly log: () => string }> {
  const lines: string[] = [];
  const config = scimApiConfig({
    PORT: '0',
    DATABASE_URL: through(database.url('scim')),
    ADMIN_DATABASE_URL: admin(database.url('admin')),
    OPERATOR_TOKEN: 'o'.repeat(32),
    KEY_SECRET: 'k'.repeat(32),
    PUBLIC_URL: 'https://rollcall.test',
    ...settings,
  });
  const logger = createLogger('scim-api', { destination: { write: onLine ?? ((line) => void lines.push(line)) } });
  return { service: await startScimApi(config, logger), log: () => lines.join('') };
}

async function addConnection(owner: Client, settings: TestSettings = {}): Promise<TestConnection> {
  const { tolerance = 'tolerant', inactiveDuplicate = 'conflict', rateLimit = null } = settings;
  const [tenantId, connectionId, credentialId] = [uuid(), uuid(), uuid()];
  const token = `rcs_${randomBytes(32).toString('base64url')}`;
  await owner.query(
    `insert into tenants (id, name, version, created_at, changed_at, unknown_attributes)
     values ($1, 'Tenant', 1, now(), now(), $2)`,
    [tenantId, settings.unknownAttributes ?? 'ignore'],
  );
  await owner.query(
    `insert into connections (id, tenant_id, name, created_at, tolerance, inactive_duplicate, rate_per_second, rate_burst)
     values ($1, $2, 'Entra', now(), $3, $4, $5, $6)`,
    [connectionId, tenantId, tolerance, inactiveDuplicate, rateLimit?.perSecond, rateLimit?.burst],
  );
  const { mode = 'off', percent = 15, people = 500, atLeast = 50 } = settings.brake ?? {};
  await owner.query(
    `insert into brakes (connection_id, tenant_id, mode, percent, people, at_least) values ($1, $2, $3, $4, $5, $6)`,
    [connectionId, tenantId, mode, percent, people, atLeast],
  );
  await owner.query(
    `insert into credentials (id, tenant_id, connection_id, token_hash, created_at) values ($1, $2, $3, $4, now())`,
    [credentialId, tenantId, connectionId, hash('sha256', token, 'buffer')],
  );
  return { tenantId, connectionId, credentialId, token };
}

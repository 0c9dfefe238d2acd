import type { Pool } from 'pg';
import { openPool } from '#postgres';
import {
  createLogger,
  createOpenApi,
  FailedCredentials,
  operatorDoor,
  startService,
  type RunningService,
  EntraClouds,
  EntraKeys,
} from '#service';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { AttributeStore } from '../../storage/admin-attribute-store.js';
import { BrakeStore } from '../../storage/admin-brake-store.js';
import { EndReports } from '../../storage/end-reports.js';
import { EndStore } from '../../storage/admin-end-store.js';
import { GrantStore } from '../../storage/grant-store.js';
import { ExportStore } from '../../storage/admin-export-store.js';
import { HealthStore } from '../../storage/admin-health-store.js';
import { LifeStore } from '../../storage/admin-life-store.js';
import { ShadowReports } from '../../storage/shadow/shadow-reports.js';
import { ShadowStore } from '../../storage/shadow/shadow-store.js';
import { SuspensionStore } from '../../storage/admin-suspension-store.js';
import { DomainStore } from '../../storage/admin-domain-store.js';
import { PostgresAdminStore } from '../../storage/admin-postgres-store.js';
import { SigningKeys } from '../../storage/admin-signing-key.js';
import { AccessStore } from '../../storage/access-store.js';
import { TokenClients } from '../../storage/token-clients.js';
import { ConsoleKeys } from '../../storage/console-keys.js';
import { isLetIn } from '../../storage/let-in.js';
import { Decisions } from '../../storage/decisions.js';
import { DATABASE, MIGRATIONS } from '../../storage/database.js';
import { operatorsOf } from '../../storage/operator-credentials.js';
import { askDns } from '../../tenants/ask-dns.js';
import { Assertions } from '../../tenants/assertions.js';
import { Exchange } from '../../tenants/exchange.js';
import { DomainChecks } from '../../tenants/domain-checks.js';
import { AdminModule } from '../admin.module.js';
import { ownGuard } from '../own-guard.js';
import { INTERNAL_ROUTES } from '../routes.js';
import { ClientRates } from '../token/client-rates.js';
import { TokenIssuer } from '../token/token-issuer.js';

export const OPERATOR = 'operator-of-the-tests';
export const KEY_SECRET = 'k'.repeat(32);
export const ISSUER = 'https://rollcall.test';
export const TOKEN_URL = `${ISSUER}/oauth/token`;

const CLOUDS = new EntraClouds({ ENTRA_CLOUDS: 'global', ENTRA_AUTHORITIES: '' });

export interface AdminApi {
  readonly url: string;
  readonly pool: Pool;
  readonly owner: Pool;
  readonly database: TestDatabase<'scim' | 'admin' | 'relay'>;
  readonly domainChecks: DomainChecks;
  /** Rings of the outbox's bell. */
  rings(): number;
  log(): string;
  ask(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The tests compare members that they name.
  readonly body: Record<string, never>;
}

/** The admin API over a fresh database, as the role that it has in production. @param over that of another one, which drops it */
export async function startAdminApi(
  dnsServer?: string,
  now: () => number = Date.now,
  over?: AdminApi['database'],
): Promise<AdminApi> {
  const database = over ?? (await createTestDatabase(DATABASE, MIGRATIONS));
  const pool = openPool({ url: database.url('admin'), applicationName: 'admin-test', max: 4 });
  const people = openPool({ url: database.url('scim'), applicationName: 'admin-test-people', max: 1 });
  const owner = openPool({ url: database.ownerUrl, applicationName: 'admin-test-owner', max: 2 });
  const lines: string[] = [];
  let rings = 0;
  const store = new PostgresAdminStore({ pool, ring: () => void (rings += 1) });
  const domains = new DomainStore({ pool, ring: () => void (rings += 1) });
  const domainChecks = new DomainChecks({
    domains,
    ask: askDns(dnsServer === undefined ? ['127.0.0.1:1'] : [dnsServer]),
    times: { everyMs: 86_400_000, againMs: 3_600_000 },
    onFailure: (error) => lines.push(String(error)),
  });
  const attributes = new AttributeStore({ pool, ring: () => void (rings += 1) });
  const settings = { store, attributes, domains };
  const keys = await SigningKeys.open({ pool, keySecret: KEY_SECRET });
  const issuer = new TokenIssuer({ issuer: ISSUER, keys });
  const logger = createLogger('admin-test', { destination: { write: (line) => void lines.push(line) } });
  const decisions = new Decisions(pool, logger);
  const failures = new FailedCredentials({ surface: 'admin', logger });
  const service: RunningService = await startService({
    name: 'admin-test',
    module: AdminModule.of({
      store,
      domains,
      domainChecks,
      brakes: new BrakeStore({ pool, people, ring: () => void (rings += 1) }),
      lives: new LifeStore({ writes: pool, ring: () => void (rings += 1) }),
      healths: new HealthStore({ pool }),
      shadows: new ShadowStore({ writes: pool, people, ring: () => void (rings += 1) }),
      shadowReports: new ShadowReports(people),
      shadowMails: () => Promise.resolve(null),
      access: new AccessStore(pool),
      grants: new GrantStore({ pool, ring: () => void (rings += 1) }),
      suspensions: new SuspensionStore({ writes: pool, ring: () => void (rings += 1) }),
      ends: new EndStore({ writes: pool, ring: () => void (rings += 1), afterMs: 604_800_000 }),
      endReports: new EndReports({ pool, activity: undefined, projections: [] }),
      exports: new ExportStore({ writes: pool, people, ring: () => void (rings += 1), settings }),
      attributes,
      tokenUrl: TOKEN_URL,
      clouds: CLOUDS,
      tokens: {
        clients: new TokenClients(pool),
        assertions: new Assertions(CLOUDS, new EntraKeys(logger)),
        exchange: new Exchange({ consoles: new ConsoleKeys(pool), tokenUrl: TOKEN_URL, now }),
        failures: new FailedCredentials({ surface: 'token', logger }),
        rates: new ClientRates(),
        accessTokenLifetime: 3_600,
        onUse: () => undefined,
        decisions,
        networkOf: () => '127.0.0.0/24',
      },
      issuer,
    }),
    door: operatorDoor(
      operatorsOf(pool, OPERATOR),
      failures,
      ownGuard('admin', { issuer: ISSUER, keys, isLetIn: (kind, id) => isLetIn(pool, kind, id), failures }),
    ),
    now,
    host: '127.0.0.1',
    port: 0,
    internalRoutes: INTERNAL_ROUTES,
    logger,
    configure: (app) => createOpenApi(app, { title: 'Admin', description: '', bearer: 'operator' }),
  });
  return {
    url: service.url,
    pool,
    owner,
    database,
    domainChecks,
    rings: () => rings,
    log: () => lines.join(''),
    ask: (method, path, body, headers = {}) =>
      ask((isInternal(path) ? service.internalUrl : service.url) + path, method, body, headers),
    async stop() {
      await service.stop();
      await decisions.close();
      await Promise.all([pool.end(), people.end(), owner.end()]);
      if (over === undefined) await database.drop();
    },
  };
}

function isInternal(path: string): boolean {
  return INTERNAL_ROUTES.some((prefix) => path.startsWith(prefix));
}

async function ask(
  url: string,
  method: string,
  body: object | undefined,
  headers: Record<string, string>,
): Promise<Answer> {
  const isForm = body instanceof URLSearchParams;
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${OPERATOR}`,
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = text !== '' && response.headers.get('content-type')?.includes('ndjson') !== true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {} };
}

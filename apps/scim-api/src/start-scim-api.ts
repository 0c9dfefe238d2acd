import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { OutboxBell } from '#outbox';
import { assertSchema, refuseOlderSchema } from '#postgres';
import { MAX_BULK_BYTES } from '#scim';
import {
  createLogger,
  createOpenApi,
  internalAddress,
  JSON_ONLY,
  MemoryShares,
  startService,
  strangerRules,
  type Logger,
  type Offers,
  type Readiness,
  type RunningService,
  type ServiceOptions,
} from '#service';
import type { ScimApiConfig } from './config.js';
import { ARCHIVE_TYPE, EXPORT_ROUTE } from './http/admin/export.controller.js';
import { AdminModule } from './http/admin.module.js';
import { ACTIVITY_OPENAPI, scimApiDoor } from './http/door.js';
import { configureScim, isScimRoute, newestVersion, type ScimGate } from './http/scim/configure-scim.js';
import { recordBatch } from './http/scim/instruments.js';
import { Cursors } from './http/scim/cursors.js';
import { Astray } from './http/scim/astray.js';
import { detailBy } from './http/scim/detail.js';
import { noteServed } from './http/scim/note-served.js';
import { recordActivity } from './http/scim/record-activity.js';
import { bearerNotes } from './http/scim/note-bearer.js';
import { refusalRecorder } from './http/scim/record-refusal.js';
import { INTERNAL_ROUTES } from './http/routes.js';
import { ScimFilter } from './http/scim/scim.filter.js';
import { TokenIssuer } from './http/token/token-issuer.js';
import { keepDomains } from './keep-domains.js';
import { openLives } from './open-lives.js';
import { projectionsAt } from './tenants/projections.js';
import { openFailures } from './open-failures.js';
import { openGuards } from './open-guards.js';
import { openActivity, type Activity } from './record-activity.js';
import { openBearers } from './open-bearers.js';
import { openPools } from './open-pools.js';
import { openShadow, readsOf } from './open-shadow.js';
import { openTokenEndpoint, tokenUrlOf } from './open-token-endpoint.js';
import { ScimApiModule } from './scim-api.module.js';
import { AccessStore } from './storage/access-store.js';
import { AttributeStore } from './storage/admin-attribute-store.js';
import { BrakeStore } from './storage/admin-brake-store.js';
import { ExportStore, type ExportStoreOptions } from './storage/admin-export-store.js';
import { ExportElsewhere } from './storage/export-elsewhere.js';
import { PostgresAdminStore } from './storage/admin-postgres-store.js';
import { SigningKeys } from './storage/admin-signing-key.js';
import { MIGRATIONS } from './storage/database.js';
import { openReads } from './storage/read/reads.js';
import { Refusals } from './storage/refusals.js';
import { leaseTokens } from './storage/statements/lease-tokens.js';
import { stampsBy } from './storage/stamps.js';
import { Store } from './storage/store.js';
import { Writer } from './storage/writer/writer.js';
import { RateLimits } from './tenants/rate-limits.js';
import { watchCredentials } from './watch-credentials.js';

/** Bytes of a request's body: room for a thousand operations, and far from what would hold the process up. */
export const BODY_LIMIT = MAX_BULK_BYTES;

/** The whole process: SCIM, the admin API, the token endpoint. */
export async function startScimApi(
  config: ScimApiConfig,
  logger: Logger = createLogger('scim-api', { level: config.LOG_LEVEL }),
): Promise<RunningService> {
  await refuseOlderSchema(config.DATABASE_URL, MIGRATIONS);
  const onIdleError = (error: Error): void => logger.warn({ err: error }, 'an idle database connection was lost');
  const pools = openPools(config, onIdleError);
  const { writes, reads, lists, cancels, refused, lookUps, admin, adminWrites, tokens } = pools;

  const bell = new OutboxBell(lookUps);
  const refusals = new Refusals(refused, bell, logger);
  const bearers = openBearers(lookUps, config, logger);
  const { use, served } = stampsBy(lookUps, logger);
  const [tenantUrl, limits] = [`${config.PUBLIC_URL}/scim/v2`, new RateLimits(leaseTokens(lookUps))];
  const [keys, readers] = [await openKeys(admin, config, logger), openReads(reads, { reads: lists, cancels }, config)];
  const kept = { pool: admin, writes: adminWrites, ring: () => bell.ring(), settingsChanged: () => bearers.forget() };
  const { domains, domainChecks } = keepDomains({ pool: admin, writes: adminWrites, bell }, config, logger);
  const { failures, signIns } = openFailures(adminWrites, config, logger);
  const activity = openActivity(config, logger, { tenants: lookUps, admin });
  const letIn = openGuards(config, { keys, admin, adminWrites, tokens, failures, ring: kept.ring });
  const lives = openLives({ ...kept, activity: activity?.reads }, config, logger);
  const [store, attributes] = [new PostgresAdminStore(kept), new AttributeStore(kept)];
  const exports = exportsOf({ ...kept, people: lookUps, settings: { store, attributes, domains } }, config);
  const resources = new Store(writes, new Writer({ bell, onBatch: recordBatch }));
  const shadow = openShadow({ pools, bell, acts: kept, store: resources }, config, logger);
  const [recordRefusal, detailOf] = [refusalRecorder(refusals, logger, shadow.notes), detailBy(config.CONSOLE_URL)];
  const watch = watchCredentials(adminWrites, bell, logger);
  const endpoint = openTokenEndpoint({ ...bearers, pool: tokens, use, failures: failures.token }, config, logger);
  const noteBearer = bearerNotes({ ...endpoint, credentials: bearers.credentials });
  return startService({
    name: 'scim-api',
    module: ScimApiModule.forRoot({
      store: resources,
      ...readsOf(readers),
      shadow: shadow.place,
      cursors: new Cursors(keys),
      recordRefusal,
      baseUrl: tenantUrl,
      detailOf,
      activity: activity?.module ?? null,
      admin: AdminModule.of({
        store,
        domains,
        brakes: new BrakeStore({ ...kept, people: lookUps }),
        ...lives.stores,
        ...shadow.stores,
        domainChecks,
        attributes,
        exports,
        access: new AccessStore(admin),
        tokenUrl: tokenUrlOf(config),
        clouds: bearers.clouds,
        tokens: endpoint,
        issuer: new TokenIssuer({ issuer: config.TOKEN_ISSUER ?? config.PUBLIC_URL, keys }),
      }),
    }),
    ...placeOf(config),
    logger,
    drainGrace: config.DRAIN_GRACE_MS,
    door: scimApiDoor({ ...bearers, ...letIn, failures, noteBearer, limits, pool: admin }),
    rewriteUrl: newestVersion,
    offers,
    filter: new ScimFilter({ recordRefusal, detailOf, astray: new Astray({ ...endpoint, tenantUrl }), logger }),
    readiness: { ...readinessOf(lookUps), ...bearers.readiness, ...activity?.readiness },
    configure: (app) => {
      const shares = new MemoryShares(config);
      configure(app, { limits, onUse: endpoint.onUse, bodyLimit: BODY_LIMIT, shares }, activity);
      noteServed(app, served);
    },
    onStop: async () => {
      const closed = [refusals, use, served, endpoint.decisions].map((one) => one.close());
      const stopped = [domainChecks, lives, shadow, watch, signIns, activity].map((one) => one?.stop());
      await Promise.all([...closed, ...stopped]);
      bell.close();
      keys.stop();
      await Promise.all(Object.values(pools).map((pool) => pool.end()));
    },
  });
}

function exportsOf(options: ExportStoreOptions, { PROJECTION_URLS: urls }: ScimApiConfig): ExportStore {
  return new ExportStore({ ...options, elsewhere: new ExportElsewhere(projectionsAt(urls)) });
}

/** Of SCIM its own filter says what is not acceptable. */
function offers(route: string): ReturnType<Offers> {
  if (isScimRoute(route)) return null;
  return LINES_AT.has(route) ? [ARCHIVE_TYPE] : JSON_ONLY;
}

const LINES_AT: ReadonlySet<string> = new Set(['/activity.ndjson', EXPORT_ROUTE]);

function readinessOf(pool: Pool): Readiness {
  return { database: () => pool.query('select 1'), schema: () => assertSchema(pool, MIGRATIONS) };
}

/** Where it answers whom, and where to operators. */
function placeOf(
  config: ScimApiConfig,
): Pick<ServiceOptions, 'host' | 'port' | 'maxConnections' | 'internal' | 'internalRoutes' | 'strangers'> {
  const { HOST: host, PORT: port, MAX_CONNECTIONS: maxConnections } = config;
  const [internal, strangers] = [internalAddress(port, config), strangerRules(config)];
  return { host, port, maxConnections, internal, internalRoutes: INTERNAL_ROUTES, strangers };
}

async function openKeys(pool: Pool, { KEY_SECRET: keySecret }: ScimApiConfig, logger: Logger): Promise<SigningKeys> {
  const onStale = (err: unknown): void =>
    logger.warn({ err }, 'the signing keys cannot be read anew; the known ones go on');
  const keys = await SigningKeys.open({ pool, keySecret, onStale });
  keys.start();
  return keys;
}

function configure(app: NestFastifyApplication, gate: ScimGate, activity: Activity | null): void {
  configureScim(app, gate);
  recordActivity(app, activity?.recorder);
  describe(app);
}

function describe(app: NestFastifyApplication): void {
  createOpenApi(app, {
    title: 'Rollcall activity API',
    description: 'What a tenant’s connections sent, and what they were answered.',
    bearer: 'A token for the audience `activity` from the token endpoint.',
    only: '/activity',
    at: ACTIVITY_OPENAPI,
  });
  createOpenApi(app, {
    title: 'Rollcall admin API',
    description: 'Tenants, their connections and credentials, and readers of the projections’ APIs.',
    bearer:
      'An operator’s credential, or a token for the audience `admin` whose roles have the `x-permission` of the operation; where it ' +
      'has `x-step-up`, of somebody who signed in within so many seconds. For SCIM the token of a connection.',
    // SCIM describes itself: /ServiceProviderConfig, /ResourceTypes and /Schemas.
    without: ['/scim', '/activity'],
  });
}

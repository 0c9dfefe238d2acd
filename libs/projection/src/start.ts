import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { ProjectionTransport, sessionTimes, type Handlers } from '#consumer';
import { ADMIN } from '#contracts';
import { kafkaSettings } from '#kafka';
import { FailedSignIns, PostgresSignInStore, type Relay } from '#outbox';
import { assertSchema, refuseOlderSchema } from '#postgres';
import {
  aside,
  createLogger,
  FailedCredentials,
  inOrder,
  internalAddress,
  MemoryShares,
  operatorDoor,
  stampHeard,
  startService,
  strangerRules,
  tableOperators,
  TenantReads,
  withoutEnded,
  type Logger,
  type Readiness,
  type RunningService,
} from '#service';
import { actsFinding, relayOfActs } from './acts.js';
import { doorOf, guardOf } from './door.js';
import { Erasure } from './erasure.js';
import { handlersOf } from './handlers.js';
import { describe, moduleOf } from './module.js';
import { ParkedDesk } from './parked-desk.js';
import { Pools } from './pools.js';
import type { Api, Environment, Parts, Projection } from './projection.js';
import type { ProjectionSettings } from './settings.js';

/** Three partitions at a time, and the reading's own questions beside them. */
const FOLDING = 5;
const WRITERS = 2;
const READERS = 10;

/** Starts the API and the consumer; while a broker is away it answers and is ready, and says that it is degraded. */
export async function startProjection<Settings extends ProjectionSettings>(
  projection: Projection<Settings>,
  variables: Environment,
): Promise<RunningService> {
  const settings = projection.settings(variables);
  const logger = createLogger(projection.name, { level: settings.LOG_LEVEL });
  await refuseOlderSchema(settings.DATABASE_URL, projection.database.migrations);
  const opened = open(projection, { settings, variables, logger });
  const api = projection.api(opened.parts);
  const background = await projection.background?.(opened.parts);
  const service = await startService({
    ...listening(projection, settings, logger),
    ...answering(projection, opened, api),
    ...(background?.drainDeadline !== undefined && { drainDeadline: background.drainDeadline }),
    readiness: { ...readinessOf(projection, opened), ...background?.readiness },
    onStop: async () => {
      await Promise.all([background?.stop(), opened.signIns.stop(), opened.acts.stop(), opened.erasure.stop()]);
      await opened.pools.end();
    },
  });
  opened.acts.start();
  opened.signIns.start();
  opened.erasure.start();
  background?.start(service);
  return service;
}

interface Opened<Settings extends ProjectionSettings> {
  readonly pools: Pools;
  /** Of the role that answers readers. */
  readonly reader: Pool;
  readonly transport: ProjectionTransport;
  readonly handlers: Handlers;
  /** Publishes what was done here. */
  readonly acts: Relay;
  /** Tells who was not let in. */
  readonly signIns: FailedSignIns;
  readonly erasure: Erasure;
  readonly parts: Parts<Settings>;
}

type Given<Settings extends ProjectionSettings> = Pick<Parts<Settings>, 'settings' | 'variables' | 'logger'>;

function open<Settings extends ProjectionSettings>(
  projection: Projection<Settings>,
  given: Given<Settings>,
): Opened<Settings> {
  const { settings, variables, logger } = given;
  const { folding = FOLDING, writers = WRITERS, readers = READERS, ...reading } = projection.tuning?.(settings) ?? {};
  const pools = Pools.of(projection, settings, logger);
  const [writer, reader] = [pools.open('writer', 'writer', writers), pools.open('reader', 'api', readers)];
  const handlers = handlersOf(projection, variables);
  const transport = new ProjectionTransport({
    kafka: kafkaSettings(variables),
    projection: projection.name,
    pool: pools.openFolding(folding, projection.schemas.kept === undefined),
    handlers,
    log: logger,
    heard: { topic: ADMIN, onHeard: (secondsAgo) => stampHeard(writer, secondsAgo) },
    session: sessionTimes(settings),
    ...reading,
  });
  const { SIGN_INS_WINDOW_MS: windowMs } = settings;
  const signIns = new FailedSignIns({ store: new PostgresSignInStore(writer, windowMs), windowMs, log: logger });
  const parts: Parts<Settings> = {
    ...given,
    writer,
    operator: pools.open('writer', 'operator', 1),
    reads: new TenantReads({ reads: reader, cancels: pools.open('reader', 'cancels', 1) }, settings),
    pool: (role, use, max) => pools.open(role, use, max),
    failuresAt: (surface) => new FailedCredentials({ surface, logger, strangers: strangerRules(settings), signIns }),
  };
  const acts = relayOfActs(projection.name, pools.urls.writer, { variables, log: logger });
  const erasure = new Erasure({ pool: writer, everyMs: settings.ERASE_EVERY_MS, log: logger });
  return { pools, reader, transport, handlers, acts, signIns, erasure, parts };
}

function listening({ name }: { readonly name: string }, settings: ProjectionSettings, logger: Logger) {
  return {
    name,
    logger,
    host: settings.HOST,
    port: settings.PORT,
    maxConnections: settings.MAX_CONNECTIONS,
    strangers: strangerRules(settings),
    internal: internalAddress(settings.PORT, settings),
    internalRoutes: ['/admin'],
    shares: new MemoryShares(settings),
    drainGrace: settings.DRAIN_GRACE_MS,
  };
}

function answering<Settings extends ProjectionSettings>(
  projection: Projection<Settings>,
  { parts, reader, transport, handlers }: Opened<Settings>,
  api: Api,
) {
  const { settings, operator, writer, logger, failuresAt } = parts;
  const { name } = projection;
  const guard = guardOf(projection, { settings, reader, writer, logger, transport, failures: failuresAt(name) });
  const operatorsDoor = operatorDoor(
    tableOperators(writer, settings.OPERATOR_TOKEN),
    failuresAt(`${name}-admin`),
    guard,
  );
  return {
    transport,
    module: moduleOf(projection, api, { desk: new ParkedDesk(name, operator, handlers), following: transport, reader }),
    door: doorOf(projection, guard, withoutEnded(operatorsDoor, reader)),
    ...(api.offers && { offers: api.offers }),
    ...(api.patience && { patience: api.patience }),
    configure: (app: NestFastifyApplication) => describe(app, projection),
  };
}

function readinessOf<Settings extends ProjectionSettings>(
  { database }: Projection<Settings>,
  { reader, transport, acts }: Opened<Settings>,
): Readiness {
  return {
    database: () => reader.query('select 1'),
    schema: () => assertSchema(reader, database.migrations),
    consumer: aside(() => inOrder(transport.problems())),
    parked: aside(() => transport.parked()),
    acts: aside(actsFinding(acts)),
  };
}

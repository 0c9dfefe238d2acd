import type { Pool } from 'pg';
import { ProjectionTransport } from '#consumer';
import { ADMIN } from '#contracts';
import { assertSchema, openPool, refuseOlderSchema, withSearchPath } from '#postgres';
import {
  aside,
  createLogger,
  createOpenApi,
  doorOfAll,
  FailedCredentials,
  inOrder,
  internalAddress,
  JSON_ONLY,
  KeySet,
  type Logger,
  MemoryShares,
  PATIENCE,
  readerRate,
  ReaderRates,
  type RunningService,
  stampHeard,
  startService,
  strangerRules,
  tableKeyCache,
  TableRevocations,
  TenantReads,
  TokenGuard,
} from '#service';
import { auditModule } from './audit.module.js';
import { HANDLERS } from './bus/handlers.js';
import type { AuditConfig } from './config.js';
import { LIVE_SCHEMA } from './storage/database.js';
import { LedgerReader } from './storage/ledger-reader.js';
import { MIGRATIONS } from './storage/migrations.js';

/** Connections beside those of the partitions: attempts, checks of a partition, metrics, readiness. */
const SPARE_CONNECTIONS = 3;

export async function startAudit(config: AuditConfig): Promise<RunningService> {
  const logger = createLogger('audit', { level: config.LOG_LEVEL });
  await refuseOlderSchema(config.DATABASE_URL, MIGRATIONS);
  const onIdleError = (err: Error): void => logger.warn({ err }, 'an idle database connection broke');
  const writer = openPool({
    url: withSearchPath(config.DATABASE_URL, LIVE_SCHEMA),
    applicationName: 'audit',
    max: config.CONSUMER_CONCURRENCY + SPARE_CONNECTIONS,
    onIdleError,
  });
  const reader = openPool({
    url: withSearchPath(config.READER_DATABASE_URL, LIVE_SCHEMA),
    applicationName: 'audit-api',
    max: config.READER_CONNECTIONS,
    onIdleError,
  });
  const cancels = openPool({
    url: withSearchPath(config.READER_DATABASE_URL, LIVE_SCHEMA),
    applicationName: 'audit-cancels',
    max: 1,
    onIdleError,
  });
  const transport = new ProjectionTransport({
    kafka: config.kafka,
    projection: 'audit',
    formerGroups: ['rollcall-audit', ...(config.KAFKA_GROUP_ID === undefined ? [] : [config.KAFKA_GROUP_ID])],
    pool: writer,
    handlers: HANDLERS,
    heard: { topic: ADMIN, onHeard: (secondsAgo) => stampHeard(writer, secondsAgo) },
    log: logger,
    concurrency: config.CONSUMER_CONCURRENCY,
    batchRows: config.CONSUMER_BATCH_ROWS,
    gatherMs: config.CONSUMER_GATHER_MS,
    session: config.session,
  });
  const guard = guardOf({ config, reader, writer, logger, transport });
  return startService({
    name: 'audit',
    module: auditModule({
      guard,
      ledger: new LedgerReader(new TenantReads({ reads: reader, cancels }, config)),
      exportPatienceMs: config.EXPORT_PATIENCE_MS,
    }),
    host: config.HOST,
    port: config.PORT,
    maxConnections: config.MAX_CONNECTIONS,
    strangers: strangerRules(config),
    internal: internalAddress(config.PORT, config),
    logger,
    door: doorOfAll((request) => guard.admit(request)),
    shares: new MemoryShares(config),
    // A client of an export is given the time that its own setting says.
    patience: { ...PATIENCE, answerMs: Math.max(PATIENCE.answerMs, config.EXPORT_PATIENCE_MS) },
    offers: (route) => (route === '/entries.ndjson' ? ['application/x-ndjson'] : JSON_ONLY),
    drainGrace: config.DRAIN_GRACE_MS,
    transport,
    readiness: {
      database: () => reader.query('select 1'),
      schema: () => assertSchema(reader, MIGRATIONS),
      consumer: aside(() => inOrder(transport.problems())),
      parked: aside(() => transport.parked()),
    },
    configure: (app) => {
      createOpenApi(app, {
        title: 'Rollcall audit log',
        description:
          'Every accepted and every refused write of a tenant, for whom and from which to which value; and what operators did to its credentials and readers.',
        bearer: 'A token for the audience rollcall:audit, from /oauth/token of scim-api.',
      });
    },
    onStop: async () => {
      await Promise.all([writer.end(), reader.end(), cancels.end()]);
    },
  });
}

interface GuardParts {
  readonly config: AuditConfig;
  readonly reader: Pool;
  readonly writer: Pool;
  readonly logger: Logger;
  readonly transport: ProjectionTransport;
}

function guardOf({ config, reader, writer, logger, transport }: GuardParts): TokenGuard {
  const { JWKS_URL: url, TOKEN_ISSUER: issuer } = config;
  const keys = new KeySet({ url, cache: tableKeyCache({ reads: reader, writes: writer }, url), logger });
  const failures = new FailedCredentials({ surface: 'audit', logger, strangers: strangerRules(config) });
  return new TokenGuard({
    ...{ issuer, audience: 'rollcall:audit', keys, failures },
    rates: new ReaderRates({ rate: readerRate(config) }),
    revocations: new TableRevocations(reader),
    isCatchingUp: () => transport.isCatchingUp(),
  });
}

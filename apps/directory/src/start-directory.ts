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
  KeySet,
  type Logger,
  MemoryShares,
  ReaderRates,
  type RunningService,
  stampHeard,
  startService,
  tableKeyCache,
  TableRevocations,
  TenantReads,
  TokenGuard,
  type TokenGuardOptions,
} from '#service';
import { DIRECTORY_HANDLERS } from './bus/fold.js';
import type { DirectoryConfig } from './config.js';
import { AUDIENCE, DirectoryModule } from './directory.module.js';
import { LIVE_SCHEMA } from './storage/database.js';
import { MIGRATIONS } from './storage/migrations.js';

/** Three partitions at a time, and the pool's own questions beside them. */
const WRITER_CONNECTIONS = 5;
const READER_CONNECTIONS = 10;
/** To end what nobody waits for. */
const CANCEL_CONNECTIONS = 1;

/** Starts the API and the consumer; while a broker is away it answers and is ready, and says that it is degraded. */
export async function startDirectory(config: DirectoryConfig): Promise<RunningService> {
  const logger = createLogger('directory', { level: config.logLevel });
  await refuseOlderSchema(config.writerUrl, MIGRATIONS);
  const pool = (url: string, max: number) =>
    openPool({ url: withSearchPath(url, LIVE_SCHEMA), applicationName: 'directory', max });
  const writer = pool(config.writerUrl, WRITER_CONNECTIONS);
  const reader = pool(config.readerUrl, READER_CONNECTIONS);
  const cancels = pool(config.readerUrl, CANCEL_CONNECTIONS);
  const reads = new TenantReads({ reads: reader, cancels }, config.shares);
  const transport = new ProjectionTransport({
    kafka: config.kafka,
    projection: 'directory',
    pool: writer,
    handlers: DIRECTORY_HANDLERS,
    ...(config.session === undefined ? {} : { session: config.session }),
    heard: { topic: ADMIN, onHeard: (secondsAgo) => stampHeard(writer, secondsAgo) },
    log: logger,
  });
  const tokens = tokensOf({ config, reader, writer, logger, transport });
  const guard = new TokenGuard(tokens);
  return startService({
    name: 'directory',
    module: DirectoryModule.of({ tokens, reads }),
    host: config.host,
    port: config.port,
    ...(config.maxConnections === undefined ? {} : { maxConnections: config.maxConnections }),
    ...(config.strangers === undefined ? {} : { strangers: config.strangers }),
    ...(config.internal === undefined ? {} : { internal: config.internal }),
    logger,
    door: doorOfAll((request) => guard.admit(request)),
    shares: new MemoryShares(config.shares),
    drainGrace: config.drainGrace,
    transport,
    readiness: {
      database: () => reader.query('select 1'),
      schema: () => assertSchema(reader, MIGRATIONS),
      consumer: aside(() => inOrder(transport.problems())),
      parked: aside(() => transport.parked()),
    },
    configure: (app) => {
      createOpenApi(app, {
        title: 'Rollcall directory',
        description: 'Employees with manager and department, as the identity provider provisioned them.',
        bearer: 'A JWT for the audience `rollcall:directory` from the token endpoint of scim-api.',
      });
    },
    onStop: async () => {
      await Promise.all([writer.end(), reader.end(), cancels.end()]);
    },
  });
}

interface TokenParts {
  readonly config: DirectoryConfig;
  readonly reader: Pool;
  /** Of the role that folds: it keeps the issuer's keys, which the reader's only reads. */
  readonly writer: Pool;
  readonly logger: Logger;
  readonly transport: ProjectionTransport;
}

function tokensOf({ config, reader, writer, logger, transport }: TokenParts): TokenGuardOptions {
  const { issuer, jwksUrl: url, strangers } = config;
  return {
    issuer,
    audience: AUDIENCE,
    keys: new KeySet({ url, cache: tableKeyCache({ reads: reader, writes: writer }, url), logger }),
    revocations: new TableRevocations(reader),
    isCatchingUp: () => transport.isCatchingUp(),
    failures: new FailedCredentials({ surface: 'directory', logger, ...(strangers && { strangers }) }),
    ...(config.readerRate && { rates: new ReaderRates({ rate: config.readerRate }) }),
  };
}

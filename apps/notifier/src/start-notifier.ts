import type { Pool } from 'pg';
import { ProjectionTransport } from '#consumer';
import { ADMIN, USERS } from '#contracts';
import { KafkaPublisher } from '#outbox';
import { assertSchema, inTransaction, isInfrastructureFailure, refuseOlderSchema } from '#postgres';
import {
  aside,
  createLogger,
  createOpenApi,
  FailedCredentials,
  inOrder,
  internalAddress,
  JSON_ONLY,
  KeySet,
  type Logger,
  MemoryShares,
  type OpenApiOptions,
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
import { notifierHandlers } from './bus/fold.js';
import { TellActs } from './bus/tell-acts.js';
import { SmtpChannel, smtpTimeouts } from './channels/smtp-channel.js';
import type { NotifierConfig } from './config.js';
import { notifierDoor } from './http/door.js';
import { MailRoom } from './mail-room.js';
import { NotifierModule } from './notifier.module.js';
import { OperatorDesk } from './operator-desk.js';
import { MIGRATIONS } from './storage/database.js';
import { openPools } from './storage/pools.js';
import { foldPeopleAgain } from './storage/statements/fold-people-again.js';

// An attempt after DATA is worth waiting for: cut off it is `uncertain`, and a person has to look.
const DRAIN_DEADLINE_MS = 25_000;

/** The whole process: reads the bus, settles, sends, answers. */
export async function startNotifier(config: NotifierConfig, now = () => new Date()): Promise<RunningService> {
  const { env, kafka } = config;
  const logger = createLogger('notifier', { level: env.LOG_LEVEL });
  await refuseOlderSchema(env.DATABASE_URL, MIGRATIONS);
  const onIdleError = (error: Error): void => logger.warn({ err: error }, 'an idle database connection was lost');
  const pools = openPools(env, onIdleError);
  const { own: pool, readers: readerPool } = pools;
  const reads = new TenantReads({ reads: readerPool, cancels: pools.cancels }, env);
  const transport = new ProjectionTransport({
    kafka,
    projection: 'notifier',
    formerGroups: ['notifier'],
    pool,
    handlers: notifierHandlers(() => ({ now: now(), settings: config.rules })),
    heard: { topic: ADMIN, onHeard: (secondsAgo) => stampHeard(pool, secondsAgo) },
    log: logger,
    gatherMs: env.CONSUMER_GATHER_MS,
    session: config.session,
  });
  let ownUrl = '';
  const room = new MailRoom({
    pool,
    channel: new SmtpChannel(config.smtp, smtpTimeouts(env.SMTP_ATTEMPT_MS)),
    config,
    log: logger,
    now,
    linkOf: (token) => `${env.NOTIFIER_PUBLIC_URL ?? ownUrl}/confirm/${token}`,
  });
  const acts = new TellActs({
    pool,
    publisher: new KafkaPublisher(kafka, { clientId: 'rollcall-notifier-acts', log: logger }),
    log: logger,
  });
  await completePeople(pool, logger);
  const operator = config.operator === null ? null : new OperatorDesk(config.operator, { pool, log: logger, now });
  if (operator === null) logger.warn({}, 'OPERATOR_MAIL is not set: nobody is mailed about parked events');
  const failuresAt = (surface: string): FailedCredentials =>
    new FailedCredentials({ surface, logger, strangers: strangerRules(env) });
  const guard = guardOf({ config, pool, readerPool, logger, transport });
  const service = await startService({
    name: 'notifier',
    module: NotifierModule.with({
      ...{ config, guard, reads, now, resendPool: pools.resend, operatorPool: pools.operator },
      confirmDesk: { pool: pools.confirm, failures: failuresAt('confirm'), now },
    }),
    host: env.HOST,
    port: env.PORT,
    maxConnections: env.MAX_CONNECTIONS,
    strangers: strangerRules(env),
    internal: internalAddress(env.PORT, env),
    internalRoutes: ['/admin'],
    logger,
    door: notifierDoor({ guard, operatorToken: env.OPERATOR_TOKEN ?? null, failures: failuresAt('notifier-admin') }),
    offers: (route) => (route.startsWith('/confirm/') ? ['text/html'] : JSON_ONLY),
    shares: new MemoryShares(env),
    transport,
    drainDeadline: DRAIN_DEADLINE_MS,
    drainGrace: env.DRAIN_GRACE_MS,
    readiness: {
      database: () => readerPool.query('select 1'),
      schema: () => assertSchema(readerPool, MIGRATIONS),
      consumer: aside(() => inOrder(transport.problems())),
      parked: aside(() => transport.parked()),
      acts: aside(() => inOrder(acts.problems())),
    },
    configure: (app) => void createOpenApi(app, DOCUMENT),
    onStop: async () => {
      await Promise.all([room.stop(), acts.stop(), operator?.stop()]);
      await Promise.all(Object.values<Pool>({ ...pools }).map((each) => each.end()));
    },
  });
  ownUrl = service.url;
  room.start();
  acts.start();
  operator?.start(service.internalUrl);
  return service;
}

const DOCUMENT: OpenApiOptions = {
  title: 'Rollcall notifier',
  description: 'Which mails were sent, are waiting, or were not sent and why.',
  bearer: 'A token for the audience `rollcall:notifier` from the token endpoint of scim-api.',
  without: ['/confirm', '/admin'],
};

interface GuardParts {
  readonly config: NotifierConfig;
  /** Of the role that folds: it keeps the issuer's keys, which the readers' only reads. */
  readonly pool: Pool;
  readonly readerPool: Pool;
  readonly logger: Logger;
  readonly transport: ProjectionTransport;
}

function guardOf({ config: { env }, pool, readerPool, logger, transport }: GuardParts): TokenGuard {
  const { JWKS_URL: url, TOKEN_ISSUER: issuer } = env;
  return new TokenGuard({
    issuer,
    audience: 'rollcall:notifier',
    keys: new KeySet({ url, cache: tableKeyCache({ reads: readerPool, writes: pool }, url), logger }),
    revocations: new TableRevocations(readerPool),
    isCatchingUp: () => transport.isCatchingUp(),
    failures: new FailedCredentials({ surface: 'notifier', logger, strangers: strangerRules(env) }),
    rates: new ReaderRates({ rate: readerRate(env) }),
  });
}

/** With the database away the process starts all the same, and completes them when it starts the next time. */
async function completePeople(pool: Pool, logger: ReturnType<typeof createLogger>): Promise<void> {
  try {
    if (!(await inTransaction(pool, foldPeopleAgain))) return;
    logger.info({ topic: USERS.name }, 'people of an earlier version are completed: the topic is read once more');
  } catch (error) {
    if (!isInfrastructureFailure(error)) throw error;
    logger.warn({ err: error }, 'whether people of an earlier version must be completed is asked at the next start');
  }
}

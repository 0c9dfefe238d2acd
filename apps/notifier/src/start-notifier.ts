import type { Pool } from 'pg';
import { ProjectionTransport } from '#consumer';
import { ADMIN, USERS } from '#contracts';
import {
  assertSchema,
  inTransaction,
  isInfrastructureFailure,
  openPool,
  refuseOlderSchema,
  withSearchPath,
} from '#postgres';
import {
  aside,
  createLogger,
  createOpenApi,
  doorOfAll,
  FailedCredentials,
  inOrder,
  internalAddress,
  KeySet,
  stampHeard,
  startService,
  strangerRules,
  tableKeyCache,
  TableRevocations,
  TenantReads,
  TokenGuard,
  type Logger,
  type RunningService,
} from '#service';
import { NOTIFIER_TOPICS } from './bus/fold.js';
import { SmtpChannel, smtpTimeouts } from './channels/smtp-channel.js';
import type { NotifierConfig } from './config.js';
import { MailRoom } from './mail-room.js';
import { NotifierModule } from './notifier.module.js';
import { OperatorDesk } from './operator-desk.js';
import { MIGRATIONS } from './storage/database.js';
import { foldPeopleAgain } from './storage/statements/fold-people-again.js';

// An attempt after DATA is worth waiting for: cut off it is `uncertain`, and a person has to look.
const DRAIN_DEADLINE_MS = 25_000;

/** The whole process: reads the bus, settles, sends, answers. */
export async function startNotifier(config: NotifierConfig, now = () => new Date()): Promise<RunningService> {
  const { env, kafka } = config;
  const logger = createLogger('notifier', { level: env.LOG_LEVEL });
  await refuseOlderSchema(env.DATABASE_URL, MIGRATIONS);
  const onIdleError = (error: Error): void => logger.warn({ err: error }, 'an idle database connection was lost');
  const pool = openPool({
    url: withSearchPath(env.DATABASE_URL, 'projection,mailing'),
    applicationName: 'notifier',
    max: 6 + env.SMTP_CONCURRENCY,
    onIdleError,
  });
  const apiPool = (applicationName: string, max: number): Pool =>
    openPool({ url: withSearchPath(env.READER_DATABASE_URL, 'mailing'), applicationName, max, onIdleError });
  const [readerPool, resendPool] = [apiPool('notifier-api', 6), apiPool('notifier-resend', 1)];
  const cancels = apiPool('notifier-cancels', 1);
  const reads = new TenantReads({ reads: readerPool, cancels }, env);
  const transport = new ProjectionTransport({
    kafka,
    projection: 'notifier',
    formerGroups: ['notifier'],
    pool,
    topics: NOTIFIER_TOPICS,
    heard: { topic: ADMIN, onHeard: (secondsAgo) => stampHeard(pool, secondsAgo) },
    log: logger,
    gatherMs: env.CONSUMER_GATHER_MS,
    session: config.session,
  });
  const room = new MailRoom({
    pool,
    channel: new SmtpChannel(config.smtp, smtpTimeouts(env.SMTP_ATTEMPT_MS)),
    config,
    log: logger,
    now,
  });
  await completePeople(pool, logger);
  const operator = config.operator === null ? null : new OperatorDesk(config.operator, { pool, log: logger, now });
  if (operator === null) logger.warn({}, 'OPERATOR_MAIL is not set: nobody is mailed about parked events');
  const guard = guardOf({ config, pool, readerPool, logger, transport });
  const service = await startService({
    name: 'notifier',
    module: NotifierModule.with({ config, guard, reads, resendPool, now }),
    host: env.HOST,
    port: env.PORT,
    internal: internalAddress(env.PORT, env),
    logger,
    door: doorOfAll((request) => guard.admit(request)),
    transport,
    drainDeadline: DRAIN_DEADLINE_MS,
    drainGrace: env.DRAIN_GRACE_MS,
    readiness: {
      database: () => readerPool.query('select 1'),
      schema: () => assertSchema(readerPool, MIGRATIONS),
      consumer: aside(() => inOrder(transport.problems())),
      parked: aside(() => transport.parked()),
    },
    configure: (app) => {
      createOpenApi(app, {
        title: 'Rollcall notifier',
        description: 'Which mails were sent, are waiting, or were not sent and why.',
        bearer: 'A token for the audience `rollcall:notifier` from the token endpoint of scim-api.',
      });
    },
    onStop: async () => {
      await Promise.all([room.stop(), operator?.stop()]);
      await Promise.all([pool, readerPool, resendPool, cancels].map((each) => each.end()));
    },
  });
  room.start();
  operator?.start(service.internalUrl);
  return service;
}

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

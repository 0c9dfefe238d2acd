import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import { ACTS } from '#contracts';
import { kafkaSettings } from '#kafka';
import { FailedSignIns, KafkaPublisher, OutboxBell, PostgresSignInStore, Relay } from '#outbox';
import { assertSchema, openPool, refuseOlderSchema } from '#postgres';
import {
  aside,
  createLogger,
  FailedCredentials,
  inOrder,
  internalAddress,
  JSON_ONLY,
  ReaderRates,
  startService,
  strangerRules,
  type Logger,
  type Readiness,
  type RunningService,
} from '#service';
import { BackgroundLoop } from '#turns';
import type { ConsoleConfig } from './config.js';
import { ConsoleModule } from './console.module.js';
import { forgetEnded } from './forget-ended.js';
import { readReports, ReportCounts } from './http/csp-reports.js';
import { consoleDoor, SIGNED_OUT } from './http/door.js';
import { FewLines } from './http/few-lines.js';
import { readForms } from './http/form.js';
import type { Parts } from './http/parts.js';
import { guardBrowsers } from './http/security-headers.js';
import { openIdOf } from './open-id-of.js';
import { Challenges } from './sessions/challenge.js';
import { browserCookie, sessionCookie } from './sessions/cookie.js';
import { Passkeys } from './sessions/passkey.js';
import type { Session, SignIn } from './sessions/session.js';
import { MIGRATIONS } from './storage/database.js';
import { PasskeyStore } from './storage/passkey-store.js';
import { ApprovalStore } from './storage/approval-store.js';
import { EmergencyStore } from './storage/emergency-store.js';
import { SightStore } from './storage/sight-store.js';
import { OwnStore } from './storage/own-store.js';
import { PeopleStore } from './storage/people-store.js';
import { SessionStore } from './storage/session-store.js';
import { SetupLinkStore } from './storage/setup-link-store.js';
import { TeamStore } from './storage/team-store.js';
import { readingMetadata } from './saml-of.js';
import { signOnOf } from './sign-on-of.js';
import { ownCredentialInOrder, watchingEnds } from './watch-ends.js';
import { watchingPeople } from './watch-people.js';
import { consoleKey } from './upstream/console-key.js';
import { exchangeAt, type TokenEndpoint } from './upstream/exchange.js';
import { Operations } from './upstream/operations.js';
import { UpstreamPlaces } from './upstream/places.js';
import { Tenants } from './upstream/tenants.js';
import { Tokens } from './upstream/tokens.js';

type Environment = Readonly<Record<string, string | undefined>>;

const PRUNE_EVERY_MS = 600_000;
/** Requests: a sign-in is a transaction, an act in three processes, and tokens. */
const SIGN_IN_COST = 10;
/** Of one session: its owner ends it, and the others of the account, once or twice. */
const END_RATE = { perSecond: 1, burst: 10 };

/** The back end of the console. @param variables for `KAFKA_*` */
export async function startConsole(
  config: ConsoleConfig,
  variables: Environment,
  logger: Logger = createLogger('console', { level: config.LOG_LEVEL }),
): Promise<RunningService> {
  await refuseOlderSchema(config.DATABASE_URL, MIGRATIONS);
  const key = await consoleKey(config.CONSOLE_KEY);
  const opened = open(config, variables, logger);
  const { pool, finding, bell, relay, signIns, sessions, rates } = opened;
  const tokens = new Tokens(exchangeAt(tokenEndpointOf(config), key));
  const tenants = new Tenants(config.services['scim-api'], tokens);
  const pruning = forgetting(config, logger, { sessions, tenants });
  const { oidc, microsoft } = openIdOf(config, logger);
  const signOn = signOnOf(config, { ...opened, logger, tenants, oidc, microsoft });
  const reading = readingMetadata(signOn.saml, logger);
  const reminding = watchingEnds(config, logger, opened);
  const watching = watchingPeople(config, logger, { people: opened.people, tokens });
  const parts = partsOf(config, logger, { ...opened.stores, signIns, tokens, tenants, signOn });
  const service = await startService({
    name: 'console',
    module: ConsoleModule.of(parts, { reports: new ReportCounts(logger), oidc }),
    ...placeOf(config),
    logger,
    door: consoleDoor({
      sessions,
      cookie: parts.cookie,
      origin: new URL(config.CONSOLE_URL).origin,
      judge: (session) => judge(session, { tenants, sessions }),
      rates,
      ends: new ReaderRates({ rate: END_RATE }),
    }),
    offers: (route) => (route.startsWith('/api/session') ? JSON_ONLY : null),
    readiness: readinessOf(config, pool, relay),
    configure: (app) => configure(app, config, parts),
    onStop: async () => {
      await Promise.all([
        relay.stop(),
        signIns.stop(),
        pruning.stop(),
        watching.stop(),
        reading.stop(),
        reminding.stop(),
      ]);
      bell.close();
      await Promise.all([pool.end(), finding.end()]);
    },
  });
  relay.start();
  signIns.start();
  pruning.start();
  watching.start();
  reading.start();
  reminding.start();
  return service;
}

function tokenEndpointOf({ services, PUBLIC_URL }: ConsoleConfig): TokenEndpoint {
  return { url: `${services['scim-api'].url}/oauth/token`, audience: `${PUBLIC_URL}/oauth/token` };
}

function open(config: ConsoleConfig, variables: Environment, log: Logger) {
  const { DATABASE_URL: url, SIGN_INS_WINDOW_MS: windowMs } = config;
  const onIdleError = (err: Error): void => log.warn({ err }, 'an idle database connection was lost');
  const pool = openPool({ url, applicationName: 'console', max: 6, onIdleError });
  const bell = new OutboxBell(pool);
  const ring = (): void => bell.ring();
  const finding = openPool({ url, applicationName: 'console-sessions', max: 2, onIdleError });
  const rates = new ReaderRates({
    rate: { perSecond: config.SESSION_RATE_PER_SECOND, burst: config.SESSION_RATE_BURST },
  });
  const charge = ({ tenantId, kind, subject }: SignIn): Promise<void> =>
    rates.charge({ tenantId, readerId: `${kind}/${subject}` }, SIGN_IN_COST);
  const sessions = new SessionStore({ pool, finding, ring, charge });
  const stores = {
    sessions,
    passkeyStore: new PasskeyStore(pool, ring),
    setupLinks: new SetupLinkStore(pool, ring),
    team: new TeamStore(pool, ring),
    people: new PeopleStore(pool, ring),
    own: new OwnStore(pool, ring),
    emergency: new EmergencyStore(pool, ring),
    sight: new SightStore(pool, ring),
    approvals: new ApprovalStore(pool, ring),
  };
  const publisher = new KafkaPublisher(kafkaSettings(variables), { clientId: 'rollcall-console', log });
  const relay = new Relay({ databaseUrl: url, applicationName: 'console-acts', log, publisher, ...SELDOM });
  const signIns = new FailedSignIns({ store: new PostgresSignInStore(pool, windowMs), windowMs, log });
  return { pool, finding, rates, bell, ring, stores, ...stores, relay, signIns };
}

/** What has ended: sessions, accounts that nobody uses, and those of tenants that are no more. */
function forgetting(
  { ACCOUNT_RETENTION_DAYS: days }: ConsoleConfig,
  log: Logger,
  { sessions, tenants }: Pick<Parts, 'sessions' | 'tenants'>,
): BackgroundLoop {
  return new BackgroundLoop({
    runOnce: async () => {
      await sessions.prune(days);
      await forgetEnded(sessions, tenants);
      return PRUNE_EVERY_MS;
    },
    onFailure: (err) => log.warn({ err }, 'what has ended could not be removed yet; it is tried again'),
    afterFailure: PRUNE_EVERY_MS,
  });
}

/** Each act rings: the relay looks by itself for what a ring was lost of. The broker lets scim-api alone write on its own topic. */
const SELDOM = { pollMs: 10_000, shareMs: 10_000, topic: ACTS.name } as const;

type Opened = ReturnType<typeof open>['stores'] &
  Pick<Parts, 'tokens' | 'tenants' | 'signOn'> & { readonly signIns: FailedSignIns };

function partsOf(config: ConsoleConfig, logger: Logger, { signIns, ...opened }: Opened): Parts {
  const failures = new FailedCredentials({ surface: 'console', logger, strangers: strangerRules(config), signIns });
  return {
    ...opened,
    failures,
    cookie: sessionCookie(config.CONSOLE_URL),
    browserCookie: browserCookie(config.CONSOLE_URL),
    passkeys: new Passkeys(new Challenges(config.CONSOLE_KEY), config.CONSOLE_URL),
    consoleUrl: config.CONSOLE_URL,
    demonstrationKey: config.DEMONSTRATION_KEY,
    // Beside this app's folder, in the sources as in what is built of them.
    operations: Operations.read(join(import.meta.dirname, '..', '..')),
    services: config.services,
    places: new UpstreamPlaces(config.TENANT_SHARE_ANSWER_BYTES),
    webDir: config.webDir,
    logger: new FewLines(logger),
    rangeOf: (request) => failures.rangeOf(request),
  };
}

/** A tenant that is suspended has no sessions, and one that is gone no accounts either. */
async function judge(
  session: Session,
  { tenants, sessions }: { readonly tenants: Tenants; readonly sessions: SessionStore },
): Promise<void> {
  const standing = await tenants.of(session.account.tenantId);
  if (standing?.kind === 'gone') await sessions.forgetTenant(session.account.tenantId);
  if (standing?.kind === 'gone' || standing?.kind === 'suspended') throw SIGNED_OUT;
}

function placeOf(config: ConsoleConfig) {
  const { HOST: host, PORT: port, MAX_CONNECTIONS: maxConnections, DRAIN_GRACE_MS: drainGrace } = config;
  const [internal, strangers] = [internalAddress(port, config), strangerRules(config)];
  // localhost is both: a browser takes the first that answers.
  return { host, alsoOn: host === '127.0.0.1' ? ['::1'] : [], port, maxConnections, internal, strangers, drainGrace };
}

function readinessOf(config: ConsoleConfig, pool: Pool, relay: Relay): Readiness {
  return {
    database: () => pool.query('select 1'),
    schema: () => assertSchema(pool, MIGRATIONS),
    microsoft: aside(ownCredentialInOrder(config)),
    acts: aside(() => inOrder(relay.trouble === null ? [] : [`acts wait to be told: ${relay.trouble}`])),
  };
}

async function configure(app: NestFastifyApplication, config: ConsoleConfig, { rangeOf }: Parts): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  guardBrowsers(fastify, config.CONSOLE_URL.startsWith('https:'));
  readReports(fastify);
  readForms(app, rangeOf);
  // Their names have a hash of what is in them.
  await app.register(fastifyStatic, {
    root: join(config.webDir, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
  });
}

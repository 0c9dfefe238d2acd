import 'reflect-metadata';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { DynamicModule, ExceptionFilter, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy, MicroserviceOptions, Server as Transport } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { shutDownTelemetry } from '#telemetry';
import { ConfigError } from './config.js';
import { JSON_ONLY, judgeAccept, type Offers } from './accept.js';
import { plainAddress } from './address.js';
import { guardAnswers } from './answers.js';
import { BodyClock, PATIENCE, type Patience } from './body-clock.js';
import { endSlowAnswers, endUntakenAnswers } from './answer-clock.js';
import { boundConnections, MAX_CONNECTIONS, MAX_INTERNAL_CONNECTIONS } from './bound-connections.js';
import { holdBodiesBack, judgeRequests, rememberAddress } from './content.js';
import { keepDoor, type Door } from './door.js';
import { Drain } from './drain.js';
import type { StrangerRules } from './failed-credentials.js';
import { watchClients } from './gone.js';
import { FurtherListeners } from './further-listeners.js';
import { answerHealth, type Life, type Readiness } from './health.js';
import { readIdsOfPaths } from './ids-as-stored.js';
import { internalAddress, InternalListener, type ListenAddress } from './internal-listener.js';
import { nestLogger, type Logger } from './log.js';
import { observeHttp } from './observe-http.js';
import { rememberRoutes } from './methods-at.js';
import { isTaken } from './pipelined.js';
import { ProblemFilter } from './problem.filter.js';
import { requestId } from './request-id.js';
import type { MemoryShares } from './shares.js';
import { endSlowStreams } from './stream-clock.js';
import { shareAnswers, writePagesInTurns } from './tenant-answers.js';

export interface ServiceOptions {
  readonly name: string;
  readonly module: Type<unknown> | DynamicModule;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Further addresses of the machine that it answers at on the same port, as far as there are such. */
  readonly alsoOn?: readonly string[];
  /** Where what is internal is answered; by default on loopback, 100 above `port`. */
  readonly internal?: ListenAddress;
  /** What is internal beside `/metrics`, by the first parts of its routes: `/admin`. */
  readonly internalRoutes?: readonly string[];
  readonly logger: Logger;
  /** Started after the HTTP server, stopped after it. */
  readonly transport?: Transport & CustomTransportStrategy;
  readonly readiness?: Readiness;
  /** Called before anything listens: the OpenAPI document, further body parsers. */
  readonly configure?: (app: NestFastifyApplication) => void | Promise<void>;
  /** Closes what the process opened itself (pools), after everything that used it has stopped. */
  readonly onStop?: () => Promise<void>;
  /** Asks for a credential; without one everybody is let in. */
  readonly door?: Door;
  /** Of the memory of a process whose readers have tokens: what they ask for is held until they have taken it. */
  readonly shares?: MemoryShares;
  readonly patience?: Patience;
  /** Connections that the public listener takes at once; {@link MAX_CONNECTIONS} by default. */
  readonly maxConnections?: number;
  /** By whose address strangers are counted. */
  readonly strangers?: StrangerRules;
  /** Answers errors; problem+json by default. */
  readonly filter?: ExceptionFilter;
  /** Bytes; 16 kB by default, more than anything of ours but SCIM needs. */
  readonly bodyLimit?: number;
  /** Media types of a route's answers; JSON alone by default. */
  readonly offers?: Offers;
  /** The address that a request is answered under, given the one it names. */
  readonly rewriteUrl?: (url: string) => string;
  /** Milliseconds since 1970; for tests, the clock by which a sign-in is fresh. */
  readonly now?: () => number;
  /** Milliseconds for the whole drain; 10,000 by default. */
  readonly drainDeadline?: number;
  /** Milliseconds of it in which requests are still taken, while `/readyz` is 503 already; 0 by default. */
  readonly drainGrace?: number;
}

export interface RunningService {
  readonly name: string;
  /** `http://host:port` as it is reached from this machine. */
  readonly url: string;
  /** The same of the internal listener. */
  readonly internalUrl: string;
  readonly app: NestFastifyApplication;
  readonly logger: Logger;
  /** Drains: see {@link Drain}; then transport, `onStop`, telemetry. False: the deadline cut it off. */
  stop(): Promise<boolean>;
}

const BODY_LIMIT = 16_384;
const DRAIN_DEADLINE_MS = 10_000;

/** Starts a Nest application on Fastify, with a transport beside it when one is given. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { name, logger, transport, internal = internalAddress(options.port) } = options;
  checkGrace(options);
  const life: Life = { phase: 'starting' };
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapterOf(options), {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  app.useGlobalFilters(options.filter ?? new ProblemFilter(logger));
  const fastify = app.getHttpAdapter().getInstance();
  const connections = new Drain(fastify, life);
  watchClients(fastify);
  observeHttp(fastify, logger, options.strangers?.clientOf);
  readIdsOfPaths(fastify);
  const inside = new InternalListener(fastify, options.internalRoutes ?? [], (handle) => serverOf(handle, options));
  const { strangers, maxConnections: most = MAX_CONNECTIONS, patience = PATIENCE } = options;
  const further = new FurtherListeners(fastify, options.alsoOn ?? [], (handle) => serverOf(handle, options));
  rememberRoutes(fastify, (route, request) => inside.answers(route, request));
  for (const server of [fastify.server, ...further.servers]) boundConnections(server, { most, ...strangers });
  // Whoever asks what is internal mostly comes from one address: the machine's own, or a scraper's.
  boundConnections(inside.server, { most: MAX_INTERNAL_CONNECTIONS, isProxy: () => true });
  judgeAccept(fastify, options.offers ?? (() => JSON_ONLY));
  keepDoor(fastify, options.door, options.now);
  if (options.shares !== undefined) shareAnswers(fastify, options.shares);
  writePagesInTurns(fastify);
  endSlowAnswers(fastify, patience);
  endSlowStreams(fastify, patience);
  new BodyClock(fastify, patience);
  judgeRequests(fastify);
  holdBodiesBack(fastify.server, (request, response) => fastify.routing(request, response));
  guardAnswers(fastify);
  answerHealth(fastify, { life, readiness: options.readiness ?? {}, isInternal: (request) => inside.has(request) });
  let internalUrl: string;
  try {
    await options.configure?.(app);
    if (transport !== undefined) app.connectMicroservice<MicroserviceOptions>({ strategy: transport });
    await app.init();
    await fastify.ready();
    internalUrl = await inside.listen(internal);
    await app.listen(options.port, options.host);
    await further.listen(portOf(fastify.server));
    await app.startAllMicroservices();
  } catch (error) {
    inside.close();
    further.close();
    await app.close().catch(() => undefined);
    await options.onStop?.();
    throw error;
  }
  life.phase = 'running';
  const url = await app.getUrl();
  logger.info({ url, internalUrl }, `${name} is listening`);
  const servers = [fastify.server, ...further.servers, inside.server];
  const stop = onceOnly(() => drain({ app, life, connections, servers }, options));
  return { name, url, internalUrl, app, logger, stop };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the listener has no port');
  return address.port;
}

/** What is taken at the end of the grace must still have time to be answered. */
function checkGrace({ drainGrace = 0, drainDeadline = DRAIN_DEADLINE_MS }: ServiceOptions): void {
  if (drainGrace < drainDeadline) return;
  throw new ConfigError([
    `DRAIN_GRACE_MS must be below ${drainDeadline}: in so many milliseconds the process has ended, what it took last included`,
  ]);
}

function adapterOf(options: ServiceOptions): FastifyAdapter {
  const { rewriteUrl = (url: string) => url, patience = PATIENCE } = options;
  return new FastifyAdapter({
    bodyLimit: options.bodyLimit ?? BODY_LIMIT,
    // Never a client's own id: it may hold anything, and it goes to logs and events.
    genReqId: requestId,
    requestIdHeader: false,
    // Node's limit on all headers, the address included, is the bound: what the router refused would be answered by it, in
    // words of its own, and an id that is too long is an id of nothing.
    routerOptions: { maxParamLength: MAX_HEADER_BYTES },
    rewriteUrl: (request: IncomingMessage) => rewriteUrl(plainAddress(rememberAddress(request))),
    logger: false,
    keepAliveTimeout: patience.keepAliveMs,
    // Its own default is none.
    requestTimeout: patience.requestMs,
    serverFactory: (handle: RequestListener) => serverOf(handle, options),
  });
}

/** Of both listeners: what Fastify would make, but with our clocks, and so many requests of a connection at once. */
function serverOf(handle: RequestListener, { patience = PATIENCE }: ServiceOptions): Server {
  const server = createServer(connectionsOf(patience), (request, response) => {
    if (isTaken(request, response)) handle(request, response);
  });
  endUntakenAnswers(server, patience);
  return server;
}

function connectionsOf(patience: Patience): ServerOptions {
  return {
    keepAliveTimeout: patience.keepAliveMs,
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: patience.lookEveryMs,
  };
}

/** Node's default, `--max-http-header-size`; Node itself answers 431 beyond it. */
export const MAX_HEADER_BYTES = 16_384;

interface Started {
  readonly app: NestFastifyApplication;
  readonly life: Life;
  readonly connections: Drain;
  readonly servers: readonly Server[];
}

/** No connection is left when app.close() comes, which then closes the transport. */
async function drain({ app, life, connections, servers }: Started, options: ServiceOptions): Promise<boolean> {
  life.phase = 'stopping';
  const { logger, name } = options;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, options.drainDeadline ?? DRAIN_DEADLINE_MS, false);
  });
  const work = async (): Promise<boolean> => {
    await connections.run(options.drainGrace ?? 0, servers);
    await app.close();
    await options.onStop?.();
    await shutDownTelemetry();
    return true;
  };
  try {
    const isClean = await Promise.race([work(), deadline]);
    if (isClean) logger.info(`${name} has stopped`);
    else logger.error(`${name} did not stop in time: what was under way is cut off`);
    return isClean;
  } finally {
    clearTimeout(timer);
  }
}

function onceOnly<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let under: Promise<Result> | undefined;
  return () => (under ??= work());
}

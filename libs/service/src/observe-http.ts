import { context, SpanKind, trace, type Context, type Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUuid } from '#postgres';
import { meter, SeriesCounter, tracer, unrecordedSpan, withRemoteParent } from '#telemetry';
import type { ClientOf } from './client-address.js';
import { Kept } from './kept.js';
import { tellLetIn } from './pipelined.js';
import { routeOptionsOf } from './route-options.js';
import type { Logger } from './log.js';
import { onAnswered } from './on-answered.js';
import { StrangerTrail } from './stranger-trail.js';

const requests = new SeriesCounter(meter, 'rollcall_http_requests', 'Answered requests by route and status');
const seconds = meter.createHistogram('rollcall_http_request_seconds', {
  description: 'Time from the first byte of a request to its answer',
  unit: 's',
  advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] },
});

// A route that a probe asks every second would drown the others.
const UNOBSERVED = new Set(['/healthz', '/readyz', '/metrics']);

interface Observed {
  readonly span: Span;
  readonly context: Context;
}

const noted = new Kept<FastifyRequest, Readonly<Record<string, unknown>>>();

/** Adds to the line of the request: ids, codes and counts, never what a client sent. */
export function noteRequest(request: FastifyRequest, fields: Readonly<Record<string, unknown>>): void {
  noted.set(request, { ...noted.get(request), ...fields });
}

const observed = new Kept<FastifyRequest, Observed>();
const known = new Kept<FastifyRequest, true>();
const unlogged = new Kept<FastifyRequest, true>();

/** Its credential is right: it has a line of its own, and said before its span begins, the trace that it comes with goes on. */
export function letIn(request: FastifyRequest): void {
  known.set(request, true);
  tellLetIn(request.raw.socket);
}

/** For what is told otherwise: a line for each guess would fill the log. */
export function keepOutOfLog(request: FastifyRequest): void {
  unlogged.set(request, true);
}

/** Begins the span of each request. To be called behind whatever asks who is there. */
export function beginSpans(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (UNOBSERVED.has(routeOf(request))) done();
    else context.with(begin(request).context, done);
  });
}

function begin(request: FastifyRequest): Observed {
  const route = routeOf(request);
  const header = request.headers.traceparent;
  // A stranger's would write into traces of others, and make us record by its flags: it begins a new one.
  const remote = known.has(request) && typeof header === 'string' ? header : null;
  const span =
    unrecordedSpan(remote) ??
    withRemoteParent(remote, () =>
      tracer.startSpan(`${request.method} ${route}`, {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': request.method, 'http.route': route, 'rollcall.request_id': request.id },
      }),
    );
  const own = { span, context: trace.setSpan(context.active(), span) };
  observed.set(request, own);
  return own;
}

/** One span and one count per request, and one line of who was let in. The URL is never shown: a filter in it names a person. */
export function observeHttp(fastify: FastifyInstance, logger: Logger, clientOf?: ClientOf): void {
  const strangers = new StrangerTrail(logger, clientOf);
  // Its fields are listed below, and none is a secret: looking for them takes 4 % of a get.
  const lines = logger.child({}, { redact: [] });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });

  // Reading the body continues in the socket's own async context: the request's is entered again.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const own = observed.get(request);
    if (own === undefined) done();
    else context.with(own.context, done);
  });

  onAnswered(fastify, (request, reply) => {
    const route = routeOf(request);
    if (UNOBSERVED.has(route)) return;
    const own = observed.get(request) ?? begin(request);
    const labels = { method: request.method, route, status: reply.statusCode };
    requests.add(`${labels.status} ${labels.method} ${route}`, () => labels);
    seconds.record(reply.elapsedTime / 1000, { method: request.method, route });
    own.span.setAttribute('http.response.status_code', reply.statusCode);
    own.span.end();
    const isShown = known.has(request) || (!unlogged.has(request) && strangers.note(request, labels));
    context.with(own.context, () => {
      lines[isShown ? 'info' : 'debug'](
        {
          ...labels,
          ...noted.get(request),
          ids: idsIn(request.params),
          ms: round(reply.elapsedTime),
          requestId: request.id,
        },
        'request',
      );
    });
  });
}

const NO_ROUTE = '(none)';

function routeOf(request: FastifyRequest): string {
  return routeOptionsOf(request).url ?? NO_ROUTE;
}

/** The parameters that are ids for certain: anybody can put a name where an id belongs. */
function idsIn(params: unknown): Record<string, string> | undefined {
  if (typeof params !== 'object' || params === null) return undefined;
  const ids = Object.entries(params).filter((entry): entry is [string, string] =>
    isUuid(String(entry[1]).toLowerCase()),
  );
  return ids.length === 0 ? undefined : Object.fromEntries(ids);
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

import { context, SpanKind, trace, type Context, type Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { meter, tracer, withRemoteParent } from '#telemetry';
import type { Logger } from './log.js';

const requests = meter.createCounter('rollcall_http_requests', {
  description: 'Answered requests by route and status',
});
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

const noted = new WeakMap<FastifyRequest, Readonly<Record<string, unknown>>>();

/** Adds to the line of the request: ids, codes and counts, never what a client sent. */
export function noteRequest(request: FastifyRequest, fields: Readonly<Record<string, unknown>>): void {
  noted.set(request, { ...noted.get(request), ...fields });
}

/** One span, one count and one line per request. The URL is never shown: a filter in it names a person. */
export function observeHttp(fastify: FastifyInstance, logger: Logger): void {
  const observed = new WeakMap<FastifyRequest, Observed>();

  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    const route = request.routeOptions.url ?? NO_ROUTE;
    if (UNOBSERVED.has(route)) return done();
    const header = request.headers.traceparent;
    const span = withRemoteParent(typeof header === 'string' ? header : null, () =>
      tracer.startSpan(`${request.method} ${route}`, {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': request.method, 'http.route': route, 'rollcall.request_id': request.id },
      }),
    );
    const active = trace.setSpan(context.active(), span);
    observed.set(request, { span, context: active });
    context.with(active, done);
  });

  // Reading the body continues in the socket's own async context: the request's is entered again.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const own = observed.get(request);
    if (own === undefined) done();
    else context.with(own.context, done);
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    const own = observed.get(request);
    if (own === undefined) return done();
    const route = request.routeOptions.url ?? NO_ROUTE;
    const labels = { method: request.method, route, status: reply.statusCode };
    requests.add(1, labels);
    seconds.record(reply.elapsedTime / 1000, { method: request.method, route });
    own.span.setAttribute('http.response.status_code', reply.statusCode);
    own.span.end();
    context.with(own.context, () => {
      logger.info(
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
    done();
  });
}

const NO_ROUTE = '(none)';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The parameters that are ids for certain: anybody can put a name where an id belongs. */
function idsIn(params: unknown): Record<string, string> | undefined {
  if (typeof params !== 'object' || params === null) return undefined;
  const ids = Object.entries(params).filter((entry): entry is [string, string] => UUID.test(String(entry[1])));
  return ids.length === 0 ? undefined : Object.fromEntries(ids);
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

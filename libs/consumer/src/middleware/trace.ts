import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace as traceApi,
  TraceFlags,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { remoteSpan } from '#telemetry';
import { failureCode } from '../failure.js';
import type { Item, Middleware, Slice } from '../pipeline.js';

// OpenTelemetry's own default for links of a span.
const MOST_LINKS = 128;

/**
 * A span for each event whose request was sampled, as a child of the span that wrote the event: one trace from HTTP to
 * the effect. The batch has a span of its own that links to them. Unsampled events cost the comparison of one flag.
 */
export const trace: Middleware<Slice> = (next) => async (slice) => {
  const parents = slice.items.flatMap((item) => parentOf(item) ?? []);
  if (parents.length === 0) return next(slice);
  const tracer = traceApi.getTracer('rollcall.consumer');
  const attributes = {
    'messaging.system': 'kafka',
    'messaging.destination.name': slice.topic,
    'messaging.destination.partition.id': String(slice.partition),
  };
  const batch = tracer.startSpan(
    `process batch ${slice.topic}`,
    {
      kind: SpanKind.CONSUMER,
      attributes: { ...attributes, 'messaging.batch.message_count': slice.items.length },
      links: parents.slice(0, MOST_LINKS).map((parent) => ({ context: parent.spanContext })),
    },
    ROOT_CONTEXT,
  );
  const spans = parents.map(({ spanContext, type, id }) =>
    tracer.startSpan(
      `process ${type}`,
      {
        kind: SpanKind.CONSUMER,
        attributes: { ...attributes, 'messaging.message.id': id },
        links: [{ context: batch.spanContext() }],
      },
      traceApi.setSpanContext(ROOT_CONTEXT, spanContext),
    ),
  );
  try {
    // What the handler opens belongs to the event's trace when there is one event, else to the batch's.
    const around = slice.items.length === 1 && spans[0] !== undefined ? spans[0] : batch;
    return await context.with(traceApi.setSpan(ROOT_CONTEXT, around), () => next(slice));
  } catch (error) {
    for (const span of [batch, ...spans]) fail(span, error);
    throw error;
  } finally {
    for (const span of spans) span.end();
    batch.end();
  }
};

interface Parent {
  readonly spanContext: SpanContext;
  readonly type: string;
  readonly id: string;
}

function parentOf({ decoded }: Item): Parent | undefined {
  if (!decoded.ok || decoded.delivery.event.traceparent === null) return undefined;
  const spanContext = remoteSpan(decoded.delivery.event.traceparent);
  if (spanContext === null || (spanContext.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
  return {
    spanContext,
    type: decoded.delivery.event.type,
    id: decoded.delivery.event.id,
  };
}

function fail(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: failureCode(error) });
}

import { context, isSpanContextValid, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';

/** The active span as a W3C `traceparent`; null outside any span. Also for spans that nobody records (flags 00). */
export function currentTraceparent(): string | null {
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined || !isSpanContextValid(span)) return null;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}

/** Runs `work` as a continuation of the trace in `traceparent`; a missing or malformed one starts a new trace. */
export function withRemoteParent<Result>(traceparent: string | null, work: () => Result): Result {
  const remote = traceparent === null ? null : parseTraceParent(traceparent);
  if (remote === null) return context.with(ROOT_CONTEXT, work);
  return context.with(trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true }), work);
}

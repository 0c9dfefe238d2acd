import { context, isSpanContextValid, ROOT_CONTEXT, trace, type SpanContext } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';

/** The active span as a W3C `traceparent`; null outside any span. Also for spans that nobody records (flags 00). */
export function currentTraceparent(): string | null {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined || !isSpanContextValid(span) ? null : traceparentOf(span);
}

/** W3C Trace Context §3.2: version, trace id, parent id, flags. */
export function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** What a `traceparent` of somebody else names; null where it is missing or malformed. */
export function remoteSpan(traceparent: string | null | undefined): SpanContext | null {
  const remote = parseTraceParent(traceparent ?? '');
  return remote === null ? null : Object.assign(remote, { isRemote: true });
}

/** Runs `work` as a continuation of the trace in `traceparent`; a missing or malformed one starts a new trace. */
export function withRemoteParent<Result>(traceparent: string | null, work: () => Result): Result {
  const remote = remoteSpan(traceparent);
  return context.with(remote === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote), work);
}

import { isSpanContextValid, ROOT_CONTEXT, SpanKind, trace, type Context, type Span } from '@opentelemetry/api';
import type { OutboxRecord } from './publisher.js';

const tracer = trace.getTracer('rollcall.outbox');

export interface TracedRecord {
  readonly record: OutboxRecord;
  readonly span: Span | undefined;
}

/**
 * Starts the span of publishing one record as a child of the span that wrote it, and puts it into the record's
 * `traceparent`: so the request, the relay and every consumer are one trace, parent by parent. The span begins when the
 * record was written, because waiting in the outbox is what a reader of the trace wants to see. A record whose writer
 * was not sampled keeps its header, and so does every record when no SDK is registered.
 */
export function traceRecord(record: OutboxRecord): TracedRecord {
  const parent = contextOf(record.headers.traceparent);
  if (parent === undefined) return { record, span: undefined };
  const span = tracer.startSpan(
    'outbox publish',
    {
      kind: SpanKind.PRODUCER,
      startTime: record.recordedAt,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'send',
        'messaging.destination.name': record.topic,
        'messaging.message.id': record.headers.ce_id ?? '',
      },
    },
    parent,
  );
  const { traceId, spanId, traceFlags } = span.spanContext();
  if (!span.isRecording()) return { record, span: undefined };
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  return { record: { ...record, headers: { ...record.headers, traceparent } }, span };
}

function contextOf(traceparent: string | undefined): Context | undefined {
  const parts = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '');
  if (parts === null) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = parts;
  const remote = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(remote) ? trace.setSpanContext(ROOT_CONTEXT, remote) : undefined;
}

import { ROOT_CONTEXT, SpanKind, trace, type Span } from '@opentelemetry/api';
import { remoteSpan, traceparentOf } from '#telemetry';
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
  const parent = remoteSpan(record.headers.traceparent);
  if (parent === null) return { record, span: undefined };
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
    trace.setSpanContext(ROOT_CONTEXT, parent),
  );
  if (!span.isRecording()) return { record, span: undefined };
  const headers = { ...record.headers, traceparent: traceparentOf(span.spanContext()) };
  return { record: { ...record, headers }, span };
}

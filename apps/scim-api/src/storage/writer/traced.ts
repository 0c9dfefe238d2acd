import { context, ROOT_CONTEXT, type Link } from '@opentelemetry/api';
import { inSpan } from '#telemetry';
import type { WriteRequest } from '../../writes/write-request.js';
import type { WriteBatch } from './writer.js';

/** One span per transaction. It has as many causes as requests: it is linked to the span of each, and the child of none. */
export function traced<Change extends { readonly request: WriteRequest }, Decision>(
  write: WriteBatch<Change, Decision>,
): WriteBatch<Change, Decision> {
  return (tenantId, changes) =>
    context.with(ROOT_CONTEXT, () =>
      inSpan('write changes', { 'rollcall.tenant_id': tenantId, 'rollcall.changes': changes.length }, (span) => {
        if (span.isRecording()) span.addLinks(changes.flatMap(({ request }) => linkTo(request)));
        return write(tenantId, changes);
      }),
    );
}

/** W3C Trace Context §3.2: version, trace id, parent id, flags. */
function linkTo({ traceparent }: WriteRequest): Link[] {
  if (traceparent === null) return [];
  const [, traceId = '', spanId = '', flags = '0'] = traceparent.split('-');
  return [{ context: { traceId, spanId, traceFlags: Number.parseInt(flags, 16) } }];
}

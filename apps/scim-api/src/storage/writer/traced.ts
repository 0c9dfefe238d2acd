import { context, ROOT_CONTEXT, type Link } from '@opentelemetry/api';
import { inSpan, remoteSpan } from '#telemetry';
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

function linkTo({ traceparent }: WriteRequest): Link[] {
  const context = remoteSpan(traceparent);
  return context === null ? [] : [{ context }];
}

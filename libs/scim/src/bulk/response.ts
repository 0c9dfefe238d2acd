import { errorBody, type ScimError } from '../errors/error.js';
import type { JsonObject } from '../json.js';
import { BULK_RESPONSE_URN } from '../urn.js';
import { versionTag } from '../version.js';

/** What became of one operation. */
export interface BulkResult {
  /** Null when it could not be read. */
  readonly method: string | null;
  readonly bulkId: string | null;
  /** The URL of the resource; null for a creation that failed, and for an operation whose path names none. */
  readonly location: string | null;
  readonly outcome:
    | { readonly kind: 'done'; readonly status: number; readonly version: number | null }
    | { readonly kind: 'failed'; readonly error: ScimError; readonly detail: string };
}

/** RFC 7644 §3.7.3: the operations that were processed, in the order in which they were sent. */
export function bulkResponse(results: readonly BulkResult[]): JsonObject {
  return { schemas: [BULK_RESPONSE_URN], Operations: results.map(present) };
}

function present({ method, bulkId, location, outcome }: BulkResult): JsonObject {
  const version = outcome.kind === 'done' ? outcome.version : null;
  return {
    ...(method === null ? {} : { method }),
    ...(bulkId === null ? {} : { bulkId }),
    ...(version === null ? {} : { version: versionTag(version) }),
    ...(location === null ? {} : { location }),
    status: String(outcome.kind === 'done' ? outcome.status : outcome.error.status),
    ...(outcome.kind === 'done' ? {} : { response: { ...errorBody(outcome.error), detail: outcome.detail } }),
  };
}

import type { JsonObject } from '../json.js';
import { LIST_RESPONSE_URN } from '../urn.js';

export interface Page {
  readonly resources: readonly JsonObject[];
  /** Null where counting would cost more than the page (RFC 9865 §2.2). */
  readonly totalResults: number | null;
  readonly startIndex?: number;
  /** Of the next page; null on the last one. */
  readonly nextCursor?: string | null;
}

/** RFC 7644 §3.4.2 and RFC 9865 §2: `Resources` is there even when it is empty, which Entra needs. */
export function listResponse({ resources, totalResults, startIndex, nextCursor = null }: Page): JsonObject {
  return {
    schemas: [LIST_RESPONSE_URN],
    ...(totalResults === null ? {} : { totalResults }),
    ...(startIndex === undefined ? {} : { startIndex }),
    itemsPerPage: resources.length,
    ...(nextCursor === null ? {} : { nextCursor }),
    Resources: resources,
  };
}

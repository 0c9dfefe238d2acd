import type { JsonObject } from './json.js';
import { ScimError } from './error.js';
import { LIST_RESPONSE_URN } from './urn.js';

/** Resources of one page when the client does not say, and at most (RFC 7644 §3.4.2.4). */
export const DEFAULT_PAGE_SIZE = 100;
export const MAX_PAGE_SIZE = 200;

/** 1-based `startIndex`; `count` 0 asks for totalResults alone. */
export interface Paging {
  readonly startIndex: number;
  readonly count: number;
}

export interface Page {
  readonly resources: readonly JsonObject[];
  readonly totalResults: number;
  readonly startIndex: number;
}

/** RFC 7644 §3.4.2: `Resources` is there even when it is empty, which Entra needs. */
export function listResponse({ resources, totalResults, startIndex }: Page): JsonObject {
  return {
    schemas: [LIST_RESPONSE_URN],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

type PagingQuery = { readonly startIndex?: string | undefined; readonly count?: string | undefined };

/** RFC 7644 §3.4.2.4: a startIndex below 1 means 1, a negative count means 0; more than the maximum means the maximum. */
export function parsePaging(query: PagingQuery): Paging {
  return {
    startIndex: Math.max(1, integer('startIndex', query.startIndex) ?? 1),
    count: Math.min(MAX_PAGE_SIZE, Math.max(0, integer('count', query.count) ?? DEFAULT_PAGE_SIZE)),
  };
}

function integer(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^-?\d{1,15}$/.test(text)) throw new ScimError('invalid-paging', `${name} is not an integer; send digits only.`);
  return Number(text);
}

import type { JsonObject } from './json.js';
import type { ResourceTypeName } from './resource.js';

/** Which attributes an answer shows (RFC 7644 §3.9), by canonical key in lower case. */
export interface Projection {
  readonly mode: 'default' | 'only' | 'without';
  readonly keys: ReadonlySet<string>;
}

export const EVERYTHING: Projection = { mode: 'default', keys: new Set() };

/** From the query parameters, or from the properties of a SearchRequest. Both at once: ScimError `invalid-projection`. */
export function parseProjection(
  _query: { readonly attributes?: string | undefined; readonly excludedAttributes?: string | undefined },
  _resourceType: ResourceTypeName,
): Projection {
  throw new Error('TODO');
}

/** Whether the answer shows the attribute at all: lets a caller skip loading `members`. */
export function shows(_projection: Projection, _key: string): boolean {
  throw new Error('TODO');
}

export function project(_resource: JsonObject, _resourceType: ResourceTypeName, _projection: Projection): JsonObject {
  throw new Error('TODO');
}

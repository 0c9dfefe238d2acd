import type { JsonObject, JsonValue } from './json.js';
import type { ResourceTypeName } from './resource.js';

/** One attribute that differs; null is "not assigned". A multi-valued attribute is one change of the whole. */
export interface Change {
  readonly path: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** From canonical attributes to canonical attributes, in the schema's order; null for a resource that is not there. */
export function diff(_type: ResourceTypeName, _before: JsonObject | null, _after: JsonObject | null): Change[] {
  throw new Error('TODO');
}

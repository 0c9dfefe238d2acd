import type { JsonObject } from '../json.js';
import type { Filter } from './tree.js';

/** True if the resource (with id and meta, if the filter asks for them), or the element of a value path, matches. */
export function matchesFilter(_filter: Filter, _resource: JsonObject): boolean {
  throw new Error('TODO');
}

import type { QuirkName, Tolerance } from '../quirks.js';
import type { ResourceTypeName } from '../resource.js';
import type { Filter } from './tree.js';

export interface ParsedFilter {
  readonly filter: Filter;
  readonly quirks: readonly QuirkName[];
}

/** The whole grammar of RFC 7644 §3.4.2.2. Throws ScimError `invalid-filter`, never guesses. */
export function parseFilter(_text: string, _resourceType: ResourceTypeName, _tolerance: Tolerance): ParsedFilter {
  throw new Error('TODO');
}

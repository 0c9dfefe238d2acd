import type { Filter } from './tree.js';

/** The filter in canonical spelling; parsing it again gives the same tree. */
export function printFilter(_filter: Filter): string {
  throw new Error('TODO');
}

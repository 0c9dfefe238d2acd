import type { Tolerance } from '../quirks.js';
import type { ResourceTypeName } from '../resource.js';
import type { Patch } from './operation.js';

/** The body of a PATCH (RFC 7644 §3.5.2), normalised and checked against the schema. Throws ScimError. */
export function decodePatch(_body: unknown, _resourceType: ResourceTypeName, _tolerance: Tolerance): Patch {
  throw new Error('TODO');
}

import { matchesVersion, ScimError, type Patch, type ResourceTypeName } from '#scim';
import type { WriteRequest } from './write-request.js';

export interface Condition {
  /** The If-Match header, if there was one. */
  readonly ifMatch?: string | undefined;
}

export interface Versioned {
  readonly version: number;
  readonly lastModified: string;
}

export interface Refusal {
  readonly kind: 'refused';
  readonly error: ScimError;
}

/** What the request is about, at the version that it wants. @throws ScimError `not-found`, `version-mismatch` */
export function existing<Resource extends Versioned>(
  type: ResourceTypeName,
  state: Resource | null,
  { ifMatch }: Condition,
): Resource {
  if (state === null) throw noSuch(type);
  if (ifMatch !== undefined && !matchesVersion(ifMatch, state.version)) throw new ScimError('version-mismatch');
  return state;
}

export function noSuch(type: ResourceTypeName): ScimError {
  return new ScimError('not-found', `No ${type.toLowerCase()} has this id; it may have been deleted.`);
}

/** Version and time of the change; a clock that went back does not take the resource's time with it. */
export function nextVersion({ now }: WriteRequest, before: Versioned): Versioned {
  return { version: before.version + 1, lastModified: now > before.lastModified ? now : before.lastModified };
}

/** The outcome as a value: the pure core throws its refusals by name. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ScimError) return { kind: 'refused', error };
  throw error;
}

/** The name that the resource may have after the PATCH; null: it leaves the name alone. */
export function nameAfter({ operations }: Patch, attribute: 'userName' | 'displayName'): string | null {
  let name: unknown = null;
  for (const operation of operations) {
    if (operation.op !== 'remove' && operation.target.ref.attribute.name === attribute) name = operation.value;
  }
  return typeof name === 'string' ? name : null;
}

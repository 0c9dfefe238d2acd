import type { ScimError } from '../errors/error.js';
import type { JsonObject } from '../json.js';
import type { QuirkName } from '../reading/quirks.js';
import type { ResourceTypeName } from '../schema/resource.js';

export const BULK_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type BulkMethod = (typeof BULK_METHODS)[number];

/** What the path of an operation names: a resource by its id, or by the bulkId of the operation that creates it. */
export type BulkTarget = { readonly id: string } | { readonly bulkId: string };

interface Sent {
  /** The place in `Operations`, from 0. */
  readonly index: number;
  /** As it was sent, to come back in the answer. */
  readonly bulkId: string | null;
}

/** RFC 7644 §3.7: one operation, with its references as they were sent. */
export type BulkOperation = Sent & { readonly type: ResourceTypeName } & (
    | { readonly method: 'POST'; readonly bulkId: string; readonly data: JsonObject }
    | {
        readonly method: 'PUT' | 'PATCH';
        readonly target: BulkTarget;
        readonly version: string | undefined;
        readonly data: JsonObject;
      }
    | { readonly method: 'DELETE'; readonly target: BulkTarget; readonly version: string | undefined }
  );

/** An operation that cannot be read: it fails by itself, the others do not (§3.7.3). */
export interface MalformedOperation extends Sent {
  /** As far as it could be read: a failed operation is recorded with them. */
  readonly method: BulkMethod | null;
  readonly type: ResourceTypeName | null;
  readonly error: ScimError;
}

export interface BulkRequest {
  /** After so many failed operations the rest is left undone; null: never. */
  readonly failOnErrors: number | null;
  readonly operations: readonly (BulkOperation | MalformedOperation)[];
  readonly quirks: readonly QuirkName[];
}

export function isCreation(
  operation: BulkOperation | MalformedOperation,
): operation is Extract<BulkOperation, { method: 'POST' }> {
  return !('error' in operation) && operation.method === 'POST';
}

import type { ScimType } from './error-row.js';
import { ERRORS, type ErrorCode } from './error-table.js';
import { ERROR_URN } from '../urn.js';

/** A refusal in the protocol's words. `code` is the row; tests and metrics read it, people read `message`. */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly status: number;
  readonly scimType: ScimType | null;

  constructor(
    readonly code: ErrorCode,
    detail?: string,
    /** The place, where the detail does not begin with it: see refusal-place.ts. */
    readonly place: string | null = null,
  ) {
    super(detail ?? ERRORS[code].detail);
    this.status = ERRORS[code].status;
    this.scimType = ERRORS[code].scimType;
  }
}

/** The body of RFC 7644 §3.12. A type, not an interface, so that it is a JsonObject. */
export type ErrorBody = {
  readonly schemas: readonly [typeof ERROR_URN];
  /** The HTTP status as a string: RFC 7644 §3.12 demands it. */
  readonly status: string;
  readonly scimType?: ScimType;
  readonly detail: string;
};

export function errorBody(error: ScimError): ErrorBody {
  return {
    schemas: [ERROR_URN],
    status: String(error.status),
    ...(error.scimType === null ? {} : { scimType: error.scimType }),
    detail: error.message,
  };
}

import { ERROR_URN } from './urn.js';

/** RFC 7644 §3.12, table 9; the cursor rows are RFC 9865 §2.3. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

interface ErrorRow {
  readonly status: number;
  readonly scimType: ScimType | null;
  readonly detail: string;
  readonly clause: string;
}

const row = (status: number, scimType: ScimType | null, clause: string, detail: string): ErrorRow => ({
  status,
  scimType,
  detail,
  clause,
});

/**
 * Every error of the protocol, once. Code throws by naming a row; HTTP numbers appear nowhere else. The detail is what
 * the administrator reads in the provisioning log: it names rule and remedy, and never repeats a value.
 */
export const ERRORS = {
  'malformed-body': row(
    400,
    'invalidSyntax',
    'RFC 7644 §3.12',
    'The body is not a JSON object; send one SCIM message.',
  ),
  'value-too-deep': row(400, 'invalidSyntax', 'RFC 7644 §3.12', 'The body nests deeper than any SCIM value does.'),
  'wrong-schemas': row(400, 'invalidSyntax', 'RFC 7643 §3', 'The "schemas" of the message do not fit the request.'),
  'unknown-attribute': row(400, 'invalidSyntax', 'RFC 7643 §2.1', 'The attribute is in none of the schemas.'),
  'unknown-operation': row(400, 'invalidSyntax', 'RFC 7644 §3.5.2', 'The "op" is none of add, replace, remove.'),
  'malformed-patch': row(400, 'invalidSyntax', 'RFC 7644 §3.5.2', 'The PATCH carries no list of "Operations".'),
  'too-many-operations': row(413, null, 'RFC 7644 §3.12', 'There are too many operations; send fewer at once.'),
  'malformed-bulk': row(
    400,
    'invalidSyntax',
    'RFC 7644 §3.7',
    'The bulk request, or one of its operations, cannot be read.',
  ),
  'unknown-bulk-id': row(
    400,
    'invalidValue',
    'RFC 7644 §3.7.2',
    'No operation of the request creates what the bulkId names.',
  ),
  'failed-reference': row(
    409,
    null,
    'RFC 7644 §3.7.1',
    'The operation needs another one of the request, which failed.',
  ),
  'wrong-type': row(400, 'invalidValue', 'RFC 7643 §2.3', 'The value is not of the type that the schema declares.'),
  'value-too-long': row(400, 'invalidValue', 'RFC 7644 §3.12', 'The value is longer than the attribute may be.'),
  'unstorable-text': row(400, 'invalidValue', 'RFC 7643 §2.3.1', 'The text holds a character that no text may hold.'),
  'unfit-name': row(400, 'invalidValue', 'RFC 8265 §3.3', 'The name holds control characters, or none that is seen.'),
  'too-many-values': row(400, 'invalidValue', 'RFC 7644 §3.12', 'The attribute has more values than it may have.'),
  'required-missing': row(400, 'invalidValue', 'RFC 7643 §2.2', 'A required attribute is missing or empty.'),
  'several-primaries': row(400, 'invalidValue', 'RFC 7643 §2.4', 'More than one value is marked as primary.'),
  'invalid-path': row(400, 'invalidPath', 'RFC 7644 §3.5.2', 'The path names no attribute that can be written.'),
  'no-target': row(400, 'noTarget', 'RFC 7644 §3.5.2.3', 'The path selects no value of the resource.'),
  'path-missing': row(400, 'noTarget', 'RFC 7644 §3.5.2.2', 'A remove operation needs a path.'),
  'read-only': row(400, 'mutability', 'RFC 7643 §2.2', 'The attribute is read-only.'),
  'required-removed': row(400, 'mutability', 'RFC 7644 §3.5.2.2', 'A required attribute cannot be removed.'),
  'invalid-filter': row(400, 'invalidFilter', 'RFC 7644 §3.4.2.2', 'The filter cannot be read.'),
  'unsupported-filter': row(400, 'invalidFilter', 'RFC 7644 §3.4.2.2', 'The filter is valid but not supported here.'),
  'too-many-results': row(400, 'tooMany', 'RFC 7644 §3.4.2', 'The filter matches too many resources; narrow it.'),
  'invalid-projection': row(400, 'invalidValue', 'RFC 7644 §3.9', 'Use either attributes or excludedAttributes.'),
  'invalid-paging': row(400, 'invalidValue', 'RFC 7644 §3.4.2.4', 'Both startIndex and count are integers.'),
  'invalid-sort': row(400, 'invalidValue', 'RFC 7644 §3.4.2.3', 'The order of the list cannot be read.'),
  'invalid-cursor': row(
    400,
    'invalidCursor',
    'RFC 9865 §2.3',
    'The cursor is none of ours, or belongs to another query; begin with an empty cursor.',
  ),
  'expired-cursor': row(400, 'expiredCursor', 'RFC 9865 §2.3', 'The cursor has expired; begin with an empty cursor.'),
  'invalid-count': row(400, 'invalidCount', 'RFC 9865 §2.3', 'With a cursor the count is an integer of at least 1.'),
  'invalid-version': row(400, 'invalidVers', 'RFC 7644 §3.13', 'This protocol version is not supported; use /v2.'),
  unauthorized: row(401, null, 'RFC 7644 §2', 'The bearer token is missing, unknown, expired or revoked.'),
  forbidden: row(403, null, 'RFC 7644 §4', 'This request is not permitted.'),
  'not-found': row(404, null, 'RFC 7644 §3.12', 'There is no such resource.'),
  'method-not-allowed': row(405, null, 'RFC 9110 §15.5.6', 'The method is not supported for this endpoint.'),
  'not-acceptable': row(
    406,
    null,
    'RFC 7644 §3.8',
    'Answers are application/scim+json; accept it or application/json.',
  ),
  'duplicate-user': row(409, 'uniqueness', 'RFC 7644 §3.3', 'A user with this userName exists already.'),
  'duplicate-group': row(409, 'uniqueness', 'RFC 7644 §3.3', 'A group with this displayName exists already.'),
  'version-mismatch': row(412, null, 'RFC 7644 §3.14', 'The resource has changed since the version in If-Match.'),
  'payload-too-large': row(413, null, 'RFC 7644 §3.12', 'The request is larger than this service accepts.'),
  'event-too-large': row(
    413,
    null,
    'RFC 7644 §3.12',
    'The resource would be too large to publish; shorten its values.',
  ),
  'unsupported-media-type': row(415, null, 'RFC 7644 §3.8', 'Send application/scim+json or application/json.'),
  'too-many-requests': row(429, null, 'RFC 6585 §4', 'Too many requests; repeat after the time in Retry-After.'),
  internal: row(500, null, 'RFC 7644 §3.12', 'The service failed; the request may be repeated.'),
  'not-implemented': row(501, null, 'RFC 7644 §3.12', 'This operation is not implemented.'),
  'commit-unknown': row(503, null, 'RFC 9110 §15.6.4', 'It is not known whether the write was stored; repeat it.'),
  unavailable: row(503, null, 'RFC 9110 §15.6.4', 'The service is not ready; repeat the request later.'),
} as const satisfies Readonly<Record<string, ErrorRow>>;

export type ErrorCode = keyof typeof ERRORS;

/** A refusal in the protocol's words. `code` is the row; tests and metrics read it, people read `message`. */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly status: number;
  readonly scimType: ScimType | null;

  constructor(
    readonly code: ErrorCode,
    detail?: string,
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

import { row, type ErrorRow } from './error-row.js';
import { LIMIT_ERRORS } from './limit-errors.js';
import { MESSAGE_ERRORS } from './message-errors.js';
import { QUERY_ERRORS } from './query-errors.js';

/**
 * Every error of the protocol, once. Code throws by naming a row; HTTP numbers appear nowhere else. The detail is what
 * the administrator reads in the provisioning log: it names rule and remedy, and never repeats a value.
 */
export const ERRORS = {
  ...MESSAGE_ERRORS,
  ...QUERY_ERRORS,
  'invalid-version': row(
    400,
    'invalidVers',
    'RFC 7644 §3.13',
    'This protocol version is not supported.',
    'Use /scim/v2.',
  ),
  unauthorized: row(
    401,
    null,
    'RFC 7644 §2',
    'The bearer token is missing, unknown, expired or revoked.',
    'Check the Secret Token of the provisioning job.',
  ),
  forbidden: row(403, null, 'RFC 7644 §4', 'This request is not permitted.', 'Leave out what the detail names.'),
  'not-found': row(
    404,
    null,
    'RFC 7644 §3.12',
    'There is no such resource; it may have been deleted.',
    'Look the resource up again by its name.',
  ),
  'unknown-endpoint': row(
    404,
    null,
    'RFC 7644 §3.2',
    'There is no SCIM endpoint at this address.',
    'Set the Tenant URL of the provisioning job to the one that the connection shows, with nothing behind it.',
  ),
  'method-not-allowed': row(
    405,
    null,
    'RFC 9110 §15.5.6',
    'The method is not supported for this endpoint.',
    'Use one of those in the Allow header.',
  ),
  'not-acceptable': row(
    406,
    null,
    'RFC 7644 §3.8',
    'The client accepts none of the media types of SCIM.',
    'Accept application/scim+json or application/json.',
  ),
  'duplicate-user': row(
    409,
    'uniqueness',
    'RFC 7644 §3.3',
    'A user with this userName exists already.',
    'Match that user, or change one of the two names.',
  ),
  'duplicate-group': row(
    409,
    'uniqueness',
    'RFC 7644 §3.3',
    'A group with this displayName exists already.',
    'Match that group, or change one of the two names.',
  ),
  brake: row(
    409,
    null,
    'RFC 7644 §3.12',
    'More would be disabled, deleted or removed within an hour than the brake of this connection lets through.',
    'An administrator releases the brake of this connection, or upholds it.',
  ),
  'shadow-full': row(
    409,
    null,
    'RFC 7644 §3.12',
    'The shadow of this connection has touched as many resources as it holds.',
    'An administrator lets the shadow go live, or drops what it holds.',
  ),
  'version-mismatch': row(
    412,
    null,
    'RFC 7644 §3.14',
    'The resource has changed since the version in If-Match.',
    'Read it again, and repeat the change.',
  ),
  'payload-too-large': row(
    413,
    null,
    'RFC 7644 §3.12',
    'The request is larger than this service accepts.',
    'Send less at once.',
  ),
  'user-too-large': row(413, null, 'RFC 7644 §3.12', 'The user would be too large.', 'Shorten or leave out values.'),
  'event-too-large': row(
    413,
    null,
    'RFC 7644 §3.12',
    'The resource would be too large to publish.',
    'Shorten its values, or send fewer at once.',
  ),
  'unsupported-media-type': row(
    415,
    null,
    'RFC 7644 §3.8',
    'The body is of a media type that is not SCIM’s.',
    'Send application/scim+json or application/json.',
  ),
  ...LIMIT_ERRORS,
  internal: row(
    500,
    null,
    'RFC 7644 §3.12',
    'The service failed.',
    'Repeat the request; if it fails again, tell the operator its id.',
  ),
  'not-implemented': row(
    501,
    null,
    'RFC 7644 §3.12',
    'This operation is not implemented.',
    'Use what /ServiceProviderConfig names as supported.',
  ),
  'commit-unknown': row(503, null, 'RFC 9110 §15.6.4', 'It is not known whether the write was stored.', 'Repeat it.'),
  paused: row(
    503,
    null,
    'RFC 9110 §15.6.4',
    'The connection is paused.',
    'Whoever paused it resumes it; nothing was done meanwhile.',
  ),
  'going-live': row(
    503,
    null,
    'RFC 9110 §15.6.4',
    'What this connection has done in its shadow goes live.',
    'Repeat the request after the time in Retry-After; an administrator may have to decide first.',
  ),
  unavailable: row(
    503,
    null,
    'RFC 9110 §15.6.4',
    'The service is not ready, or too much waits.',
    'Repeat the request after the time in Retry-After.',
  ),
} as const satisfies Readonly<Record<string, ErrorRow>>;

export type ErrorCode = keyof typeof ERRORS;

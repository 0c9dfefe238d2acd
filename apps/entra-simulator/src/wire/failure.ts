import { isObject } from './json.js';
import type { Answer } from './target.js';

/** Why an object was not provisioned, as the provisioning log has it (Microsoft Learn, "Provisioning logs", error codes). */
export interface Failure {
  readonly errorCode: string;
  readonly reason: string;
  readonly recommendedAction: string;
  /** A missing manager or member: not counted for the quarantine's proportion. */
  readonly isReference: boolean;
}

const CODES: Readonly<Record<number, readonly [string, string]>> = {
  400: ['InvalidValue', 'Correct the attribute that the target names.'],
  401: ['Unauthorized', 'Check the credentials of the provisioning job.'],
  403: ['InsufficientRights', 'Give the credential the rights that the target asks for.'],
  404: ['InvalidAnchor', 'The object is not in the target any more. Restart the job.'],
  405: ['MethodNotAllowed', 'The target does not take this request.'],
  409: ['EntryConflict', 'Another object of the target has this value. Correct the data or the matching attributes.'],
  412: ['Conflict', 'The object was changed meanwhile.'],
  422: ['UnprocessableEntity', 'Correct the attribute that the target names.'],
  429: ['TooManyRequests', 'It is tried again by itself.'],
  501: ['NotImplemented', 'The target does not know this request.'],
};

const BY_SCIM_TYPE: Readonly<Record<string, readonly [string, string]>> = {
  invalidPath: ['SchemaAttributeNotFound', 'The target does not have the attribute. Correct the mapping.'],
  uniqueness: [
    'EntryConflict',
    'Another object of the target has this value. Correct the data or the matching attributes.',
  ],
};

const REASON_LENGTH = 4_096;

export function failureOf({ status, body, text }: Answer): Failure {
  const scimType = isObject(body) && typeof body.scimType === 'string' ? body.scimType : '';
  const serverError =
    status >= 500 ? (['InternalServerError', 'It is tried again in 40 minutes.'] as const) : undefined;
  const [errorCode, recommendedAction] = BY_SCIM_TYPE[scimType] ??
    CODES[status] ??
    serverError ?? ['WebExceptionProtocolError', 'The target answered what SCIM does not know.'];
  const reason = `StatusCode: ${status} Message: ${text.slice(0, REASON_LENGTH)}`;
  return { errorCode, reason, recommendedAction, isReference: false };
}

export function unreachable(message: string): Failure {
  const recommendedAction = 'Check that the target answers within 60 seconds. It is tried again in 40 minutes.';
  return {
    errorCode: message.includes('TIMEOUT') ? 'Timeout' : 'WebExceptionProtocolError',
    reason: message,
    recommendedAction,
    isReference: false,
  };
}

/** A token that could not be had in the middle of a cycle. */
export function unauthorized(reason: string): Failure {
  return {
    errorCode: 'Unauthorized',
    reason,
    recommendedAction: 'Check the credentials of the provisioning job.',
    isReference: false,
  };
}

export function incompatible(reason: string): Failure {
  return {
    errorCode: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
    reason,
    recommendedAction: 'The answer is not that of a SCIM service provider. Correct the target.',
    isReference: false,
  };
}

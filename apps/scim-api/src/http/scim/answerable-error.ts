import { HttpException } from '@nestjs/common';
import { CommitUnknownError, isInfrastructureFailure } from '#postgres';
import { ClientGone, Problem, ShareExceeded } from '#service';
import { ScimError } from '#scim';
import { ThrottledError } from './rate-limit.js';

/** The error of the protocol for whatever was thrown. */
export function answerableError(error: unknown): ScimError {
  if (error instanceof ScimError) return error;
  if (error instanceof Problem) return ofAddressOrBody(error);
  if (error instanceof ShareExceeded) return new ThrottledError(error.message, error.retryAfter);
  // Nobody reads it.
  if (error instanceof ClientGone) return new ScimError('unavailable');
  if (error instanceof CommitUnknownError) return new ScimError('commit-unknown');
  // Of the look-up of a credential, for example, while the database is away: Entra repeats it.
  if (isInfrastructureFailure(error)) return new ScimError('unavailable');
  switch (statusOf(error)) {
    case 400:
      return new ScimError('malformed-body');
    case 404:
      return nowhere();
    case 405:
      return new ScimError('method-not-allowed');
    case 413:
      return new ScimError('payload-too-large');
    case 415:
      return new ScimError('unsupported-media-type');
    default:
      return new ScimError('internal');
  }
}

/** What libs/service refuses before a body is read: the address, an encoding, a charset. */
function ofAddressOrBody({ status, detail }: Problem): ScimError {
  if (status === 404) return nowhere();
  if (status === 408) return new ScimError('body-too-slow');
  if (status === 429) return new ScimError('too-many-failures', detail);
  if (status === 400) return new ScimError('malformed-address', detail);
  return status === 415 ? new ScimError('unsupported-media-type', detail) : new ScimError('internal');
}

function nowhere(): ScimError {
  return new ScimError('unknown-endpoint');
}

/** Of Nest's own errors, and of those that Fastify throws before a controller is reached. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 500;
}

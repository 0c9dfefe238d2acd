import type { FastifyRequest } from 'fastify';
import { refusalPlace, type ScimError } from '#scim';
import type { Logger } from '#service';
import { currentTraceparent } from '#telemetry';
import type { Refusals } from '../../storage/refusals.js';
import type { ShadowNotes } from '../../storage/shadow/shadow-notes.js';
import { actorOf, knownIdentity } from './identity.js';
import { countUnknown, countWrite } from './instruments.js';

/** What was refused: the request, or one operation of a bulk. */
export interface Refused {
  readonly requestId: string;
  readonly method: string;
  readonly resourceType: 'User' | 'Group' | null;
  readonly resourceId: string | null;
  readonly error: ScimError;
}

/** `eventId` null: it was counted, with others of its connection. */
export interface Recorded {
  readonly isRecorded: boolean;
  readonly eventId: string | null;
}

export type RecordRefusal = (request: FastifyRequest, refused: Refused) => Promise<Recorded>;

/**
 * Before the answer: who reads it finds the refusal in the audit log. Not recorded when that could not be written: every
 * refusal has its entry, so the client is asked to repeat the request, and is refused then.
 */
export function refusalRecorder(
  refusals: Pick<Refusals, 'record'>,
  logger: Logger,
  shadows?: Pick<ShadowNotes, 'refused'>,
): RecordRefusal {
  return async (request, { requestId, method, resourceType, resourceId, error }) => {
    const identity = knownIdentity(request);
    if (identity === undefined) return { isRecorded: true, eventId: null };
    if (resourceType !== null) countWrite(resourceType, 'refused');
    if (error.code === 'unknown-attribute') countUnknown('refused');
    if (identity.shadow !== null) shadows?.refused(identity.tenantId, error.code, requestId);
    try {
      const eventId = await refusals.record({
        tenantId: identity.tenantId,
        actor: actorOf(identity),
        requestId,
        traceparent: currentTraceparent(),
        method,
        resourceType,
        // Any text can stand where an id belongs; only what has the form of one is passed on.
        resourceId: resourceId !== null && /^[0-9a-f-]{36}$/i.test(resourceId) ? resourceId : null,
        status: error.status,
        scimType: error.scimType,
        reason: error.code,
        ...refusalPlace(error),
      });
      return { isRecorded: true, eventId };
    } catch (failure) {
      logger.error({ err: failure, requestId }, 'a refusal could not be recorded');
      return { isRecorded: false, eventId: null };
    }
  };
}

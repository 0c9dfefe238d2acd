import { ERRORS, type ErrorCode } from '#scim';
import type { Outcome } from './line.js';

/** A request as it is stored. */
export interface StoredRequest {
  readonly time: Date;
  readonly requestId: string;
  /** -1 of a request itself, else the index in its bulk. */
  readonly operation: number;
  readonly connectionId: string;
  readonly credentialId: string | null;
  /** null of a change that was filled in from its event. */
  readonly method: string | null;
  readonly path: string;
  readonly status: number;
  readonly ms: number | null;
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly place: string | null;
  readonly resourceType: string | null;
  readonly resourceId: string | null;
  readonly userName: string | null;
  readonly externalId: string | null;
  readonly matched: number | null;
  readonly version: number | null;
  readonly eventId: string | null;
  readonly topic: string | null;
  readonly changed: string | null;
}

/** A request as the API shows it. */
export interface Item extends Omit<StoredRequest, 'time' | 'operation' | 'changed' | 'version' | 'eventId' | 'topic'> {
  readonly time: string;
  readonly remedy: string | null;
  readonly changed: readonly string[];
  readonly followed: Followed | null;
}

/** What followed of it. Partition and offset are known where the event was read: the audit entry has them. */
export interface Followed {
  readonly eventId: string;
  readonly topic: string;
  readonly partition: number | null;
  readonly offset: string | null;
  /** Of the audit log: the entry has the event's id. */
  readonly auditEntry: string;
  /** The same as a path of the audit log's API. */
  readonly audit: string;
  readonly version: number | null;
}

export function itemOf(stored: StoredRequest): Item {
  const { time, requestId, operation, changed, version, eventId, topic, ...rest } = stored;
  return {
    requestId: operation < 0 ? requestId : `${requestId}:${operation}`,
    time: time.toISOString(),
    ...rest,
    remedy: remedyOf(rest.code),
    changed: pathsIn(changed),
    followed: eventId === null || topic === null ? null : followedBy(eventId, topic, version),
  };
}

function followedBy(eventId: string, topic: string, version: number | null): Followed {
  const audit = `/entries/${eventId}`;
  return { eventId, topic, partition: null, offset: null, auditEntry: eventId, audit, version };
}

/** What an administrator does about it, in the words of the table of errors. */
export function remedyOf(code: string | null): string | null {
  return code !== null && isErrorCode(code) ? ERRORS[code].remedy : null;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/** As `changedIn` writes them: a path ends with its line, or before its hashes. */
export function pathsIn(changed: string | null): readonly string[] {
  return changed === null || changed === '' ? [] : changed.split('\n').map((line) => line.split('\t', 1)[0] ?? '');
}

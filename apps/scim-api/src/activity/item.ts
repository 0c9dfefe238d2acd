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

/**
 * What followed of it. Partition and offset are what the broker answered the relay, for as long as the outbox has the event;
 * before and after that null. The audit entry has them for as long as there is one.
 */
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

/** As it is asked for: of an operation of a bulk with its index. */
export function idOf({ requestId, operation }: Pick<StoredRequest, 'requestId' | 'operation'>): string {
  return operation < 0 ? requestId : `${requestId}:${operation}`;
}

/** @param place where Kafka has its event, as far as that is known */
export function itemOf(stored: StoredRequest, place?: Place): Item {
  const { time, requestId: _request, operation: _operation, changed, version, eventId, topic, ...rest } = stored;
  return {
    requestId: idOf(stored),
    time: time.toISOString(),
    ...rest,
    remedy: remedyOf(rest.code),
    changed: pathsIn(changed),
    followed: eventId === null || topic === null ? null : followedBy({ eventId, topic, version }, place),
  };
}

type Place = Pick<Followed, 'partition' | 'offset'>;

function followedBy(
  { eventId, topic, version }: Pick<Followed, 'eventId' | 'topic' | 'version'>,
  place?: Place,
): Followed {
  const { partition, offset } = place ?? { partition: null, offset: null };
  return { eventId, topic, partition, offset, auditEntry: eventId, audit: `/entries/${eventId}`, version };
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

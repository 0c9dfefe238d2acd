import { GROUPS, PROVISIONING, USERS, type Change, type RollcallEvent } from '#contracts';
import { refusalPlace } from '#scim';
import { isoOf } from '#service';
import type { Decision } from '../writes/outcome.js';
import type { Ending, Sought, Told } from './ending.js';
import { storable } from './sought.js';

/** A keyed hash of a value, by which two values are compared and none is known. */
export type HashValue = (tenantId: string, path: string, value: unknown) => string;

/** What became of a request: of a read `read`, of a 5xx `failed`. */
export const OUTCOMES = [
  'created',
  'updated',
  'disabled',
  'reactivated',
  'deleted',
  'unchanged',
  'refused',
  'failed',
  'read',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * The row of `requests` in JSON, with the short names that `record_activity` reads. It is written when the request ends, as one
 * text: kept as objects until the next second, thousands of decisions would be what the collector of garbage works on.
 */
export function lineOf(ending: Ending, hashValue: HashValue): string {
  const { tenantId, actor, told, resourceType } = ending;
  const sought = soughtIn(ending);
  return JSON.stringify({
    n: tenantId,
    t: isoOf(ending.begun),
    q: ending.requestId,
    o: ending.operation ?? undefined,
    c: actor.connectionId,
    k: actor.credentialId,
    m: storable(ending.method),
    p: storable(ending.path),
    s: ending.status,
    ms: ending.ms ?? undefined,
    rt: resourceType ?? undefined,
    r: whole(sought.resourceId),
    u: sought.userName,
    x: sought.externalId,
    f: told.matched?.count,
    d: outcomeOf(ending),
    ...refusalIn(told),
    ...decidedIn(ending, (changes) => changedIn(tenantId, changes, hashValue)),
  });
}

/** An id is what the address or an operation of a bulk has where one belongs. */
function whole(text: string | null | undefined): string | undefined {
  return text === undefined || text === null ? undefined : storable(text);
}

function outcomeOf({ told: { decision, error }, status, method }: Ending): Outcome {
  if (status >= 500) return 'failed';
  if (error !== undefined || status >= 400) return 'refused';
  if (decision?.kind === 'unchanged') return 'unchanged';
  const event = eventOf(decision);
  if (event === undefined) return method === 'POST' || method === 'GET' ? 'read' : 'unchanged';
  return outcomeOfEvent(event);
}

export function outcomeOfEvent({ type, data }: RollcallEvent): Outcome {
  const reason = 'reason' in data ? data.reason : undefined;
  if (type === 'rollcall.WriteRefused') return 'refused';
  if (reason === 'reactivated' || reason === 'disabled' || reason === 'created' || reason === 'deleted') return reason;
  return 'updated';
}

function refusalIn({ error, refusalEvent }: Told): object {
  if (error === undefined) return {};
  const { path } = refusalPlace(error);
  const event = typeof refusalEvent === 'string' ? { e: refusalEvent, g: PROVISIONING.name } : {};
  return { code: error.code, l: whole(path), ...event };
}

function decidedIn({ told, resourceType, isShadow = false }: Ending, hashed: (changes: readonly Change[]) => string) {
  const event = eventOf(told.decision);
  if (event === undefined) return {};
  const { id, resourceVersion, data } = event;
  const followed = { v: resourceVersion, e: id, g: resourceType === 'Group' ? GROUPS.name : USERS.name };
  return { ...(isShadow ? {} : followed), ...('changes' in data ? { h: hashed(data.changes) } : {}) };
}

function eventOf(decision: Decision | undefined) {
  return decision !== undefined && 'event' in decision ? decision.event : undefined;
}

/** What was decided knows best whom it is about; a deletion has the name among what it took away. */
function soughtIn({ sought, told: { decision, matched } }: Ending): Sought {
  const resourceId = matched?.id ?? sought.resourceId;
  if (decision === undefined || decision.kind === 'refused') return { ...sought, resourceId };
  if (decision.kind === 'deleted') {
    const name = decision.event.data.changes.find(({ path }) => path === 'userName')?.before;
    return { ...sought, resourceId: decision.event.subject, ...(typeof name === 'string' ? { userName: name } : {}) };
  }
  const { id, attributes } = 'user' in decision ? decision.user : decision.group;
  const { externalId } = attributes;
  return {
    resourceId: id,
    userName: 'userName' in attributes && typeof attributes.userName === 'string' ? attributes.userName : undefined,
    externalId: typeof externalId === 'string' ? externalId : undefined,
  };
}

/**
 * A line for each path, with hashes of the value before and after, between tabs. What somebody was created with has none: the
 * first change of it has it as `before`, and a dozen hashes are half of what all of this costs a creation.
 */
export function changedIn(tenantId: string, changes: readonly Change[], hashValue: HashValue): string {
  if (changes.every(({ before }) => before === null)) return changes.map(({ path }) => path).join('\n');
  const hashed = (path: string, value: unknown): string => (value === null ? '' : hashValue(tenantId, path, value));
  return changes
    .map(({ path, before, after }) => `${path}\t${hashed(path, before)}\t${hashed(path, after)}`)
    .join('\n');
}

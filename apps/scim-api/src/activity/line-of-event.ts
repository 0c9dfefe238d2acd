import {
  GROUPS,
  PROVISIONING,
  USERS,
  type GroupEvent,
  type RollcallEvent,
  type UserEvent,
  type WriteRefused,
} from '#contracts';
import { changedIn, outcomeOfEvent, type HashValue } from './line.js';
import { storable } from './sought.js';

/**
 * The row of a request that its event alone tells of, after the process that answered it was killed. What an event does not
 * say is left out: the milliseconds, and of a change the method. Null: it is no request's.
 */
export function lineOfEvent(event: RollcallEvent, hashValue: HashValue): string | null {
  if (event.type === 'rollcall.WriteRefused') return JSON.stringify(refusedLine(event));
  if (!isOfResource(event) || isOfGoingLive(event)) return null;
  return JSON.stringify(acceptedLine(event, hashValue));
}

/** The request of a Bulk's operation, or the request itself. */
export function requestOf(correlationId: string): string {
  return correlationId.split(':', 1)[0] ?? correlationId;
}

/** A Bulk's own row, beside those of its operations: it has no event, and was answered 200 whatever they were. Null: it is of none. */
export function lineOfBulk(event: RollcallEvent): string | null {
  const { tenantId, time, correlationId, data } = event;
  if (!correlationId.includes(':') || !('actor' in data) || !('connectionId' in data.actor)) return null;
  const { connectionId, credentialId } = data.actor;
  const asked = { n: tenantId, t: time, q: requestOf(correlationId), c: connectionId, k: credentialId };
  return JSON.stringify({ ...asked, m: 'POST', p: '/scim/v2/Bulk', s: 200, d: 'read' });
}

function isOfResource(event: RollcallEvent): event is UserEvent | GroupEvent {
  return 'changes' in event.data && 'actor' in event.data && event.resourceVersion !== null;
}

/** As a shadow goes live its connection writes by itself, in no request of SCIM: it stands in for the credential (`going-live.ts`). */
function isOfGoingLive({ data: { actor } }: UserEvent | GroupEvent): boolean {
  return actor.credentialId === actor.connectionId;
}

function headOf({ tenantId, time, correlationId, id }: RollcallEvent): object {
  const [request, operation] = correlationId.split(':');
  return { n: tenantId, t: time, q: request, o: operation === undefined ? undefined : Number(operation), e: id };
}

function refusedLine(event: WriteRefused): object {
  const { actor, method, resourceType, resourceId, status, reason, path } = event.data;
  return {
    ...headOf(event),
    c: actor.connectionId,
    k: actor.credentialId,
    m: storable(method),
    p: pathOf(resourceType, resourceId),
    s: status,
    rt: resourceType ?? undefined,
    r: resourceId ?? undefined,
    d: 'refused',
    code: reason,
    l: path,
    g: PROVISIONING.name,
  };
}

function acceptedLine(event: UserEvent | GroupEvent, hashValue: HashValue): object {
  const { actor, changes } = event.data;
  const [outcome, type] = [outcomeOfEvent(event), isOfUser(event) ? 'User' : 'Group'] as const;
  const isCreated = outcome === 'created';
  return {
    ...headOf(event),
    c: actor.connectionId,
    k: actor.credentialId,
    m: METHODS[outcome],
    p: pathOf(type, isCreated ? null : event.subject),
    s: statusOf(outcome, type),
    rt: type,
    r: event.subject,
    ...namesIn(event),
    d: outcome,
    v: event.resourceVersion,
    g: isOfUser(event) ? USERS.name : GROUPS.name,
    h: changedIn(event.tenantId, changes, hashValue),
  };
}

/** Of a change of a group that of PATCH, by which Entra changes them (`?attributes=` and PUT are answered 200). */
function statusOf(outcome: ReturnType<typeof outcomeOfEvent>, type: 'User' | 'Group'): number {
  if (outcome === 'created') return 201;
  return outcome === 'deleted' || type === 'Group' ? 204 : 200;
}

const METHODS: Partial<Record<ReturnType<typeof outcomeOfEvent>, string>> = { created: 'POST', deleted: 'DELETE' };

function isOfUser(event: UserEvent | GroupEvent): event is UserEvent {
  return 'user' in event.data;
}

function namesIn(event: UserEvent | GroupEvent): object {
  if (!isOfUser(event)) return { x: event.data.group?.externalId };
  const { user, changes } = event.data;
  if (user !== null) return { u: user.userName, x: user.externalId };
  const before = changes.find(({ path }) => path === 'userName')?.before;
  return typeof before === 'string' ? { u: before } : {};
}

function pathOf(type: 'User' | 'Group' | null, id: string | null): string {
  return `/scim/v2${type === null ? '' : `/${type}s`}${id === null ? '' : `/${id}`}`;
}

import { amongNames, ENTERPRISE_USER_URN, shownUser, workAddress, type UserEvent, type UserResource } from '#contracts';
import type { Employee, EmployeeView, Known } from './employee.js';

/**
 * The employee after the event, or null when the event is not newer than what is known: a duplicate, a replay, or an
 * older event after a tombstone. Pure and total: the same events always give the same employee.
 */
export function evolveEmployee(known: Known | null, event: UserEvent): EmployeeView | null {
  const version = event.resourceVersion;
  if (version === null || (known !== null && version <= known.version)) return null;
  switch (event.type) {
    case 'rollcall.UserProvisioned':
    case 'rollcall.UserUpdated':
      return employee(event, version, { ...event.data, user: event.data.user });
    case 'rollcall.UserDeprovisioned':
      // `disabled` carries the inactive user, `deleted` carries none.
      return event.data.user === null
        ? tombstone(event, version)
        : employee(event, version, { ...event.data, user: event.data.user });
    default:
      return unreachable(event);
  }
}

interface State {
  readonly user: UserResource;
  readonly references?: readonly string[];
  readonly sensitive?: readonly string[];
}

function employee(event: UserEvent, version: number, { user, references = [], sensitive = [] }: State): Employee {
  const enterprise = user[ENTERPRISE_USER_URN];
  const isSensitive = amongNames(sensitive);
  return {
    kind: 'employee',
    tenantId: event.tenantId,
    id: event.subject,
    version,
    changedAt: event.time,
    active: user.active,
    userName: user.userName,
    externalId: user.externalId ?? null,
    displayName: displayName(user),
    department: enterprise?.department ?? null,
    title: user.title ?? null,
    managerId: enterprise?.manager?.value ?? null,
    mail: workAddress(user),
    employeeNumber: enterprise?.employeeNumber ?? null,
    references: references.filter((name) => !isSensitive(name)),
    resource: shownUser(user, sensitive),
  };
}

function tombstone(event: UserEvent, version: number): EmployeeView {
  return { kind: 'deleted', tenantId: event.tenantId, id: event.subject, version, changedAt: event.time };
}

/** As given; else the name, else the user name. */
export function displayName(user: Pick<UserResource, 'displayName' | 'name' | 'userName'>): string {
  const { displayName: given, name } = user;
  if (given) return given;
  if (name?.formatted) return name.formatted;
  const parts = [name?.givenName, name?.familyName].filter((part) => part !== undefined && part !== '');
  return parts.length > 0 ? parts.join(' ') : user.userName;
}

function unreachable(event: never): never {
  throw new Error(`no such user event: ${JSON.stringify(event)}`);
}

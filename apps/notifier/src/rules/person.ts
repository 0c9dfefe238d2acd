import { ENTERPRISE_USER_URN, workAddress, type UserEvent, type UserResource } from '#contracts';

/** As much of a user as a mail to or about them needs. */
export interface Person {
  readonly tenantId: string;
  readonly id: string;
  /** The resource's version that this is the view of. */
  readonly version: number;
  readonly name: string;
  readonly userName: string;
  readonly employeeNumber: string | null;
  readonly mail: string | null;
  readonly isActive: boolean;
  /** As it was given: an id, a work address or a number, see personNamed. */
  readonly managerId: string | null;
  /** Kept by an earlier version of this program, which kept less: the event of the same version fills it in. */
  readonly isPartial?: boolean;
}

/** Pure and total: a deleted person is null, and an older version changes nothing. */
export function foldPerson(person: Person | null, event: UserEvent): Person | null {
  const version = event.resourceVersion ?? 0;
  if (person !== null && version < (person.isPartial === true ? person.version : person.version + 1)) return person;
  const { user } = event.data;
  if (user === null) return null;
  return {
    tenantId: event.tenantId,
    id: event.subject,
    version,
    name: nameOf(user),
    userName: user.userName,
    employeeNumber: user[ENTERPRISE_USER_URN]?.employeeNumber ?? null,
    mail: workAddress(user),
    isActive: user.active,
    managerId: user[ENTERPRISE_USER_URN]?.manager?.value ?? null,
  };
}

/** A person in a line: the name, and what tells two of one name apart, as far as it is known. */
export function identified(person: Identified): string {
  const address = person.userName == null || person.userName === '' ? person.mail : person.userName;
  const more = [address, person.employeeNumber].filter((part) => part != null && part !== '' && part !== person.name);
  return more.length === 0 ? person.name : `${person.name} (${more.join(', ')})`;
}

interface Identified {
  readonly name: string;
  readonly userName?: string | null;
  readonly mail?: string | null;
  readonly employeeNumber?: string | null;
}

/** What a person is called in a mail: the first of these that is not blank. */
export function nameOf(user: UserResource): string {
  const given = [user.name?.givenName, user.name?.familyName].filter((part) => part !== undefined).join(' ');
  const names = [user.displayName, user.name?.formatted, given];
  return names.find((name) => name !== undefined && name.trim() !== '') ?? user.userName;
}

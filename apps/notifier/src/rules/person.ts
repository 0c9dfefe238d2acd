import { ENTERPRISE_USER_URN, workAddress, type UserEvent, type UserResource } from '#contracts';

/** As much of a user as a mail to or about them needs. */
export interface Person {
  readonly tenantId: string;
  readonly id: string;
  /** The resource's version that this is the view of. */
  readonly version: number;
  readonly name: string;
  readonly mail: string | null;
  readonly isActive: boolean;
  readonly managerId: string | null;
}

/** Pure and total: a deleted person is null, and an older version changes nothing. */
export function foldPerson(person: Person | null, event: UserEvent): Person | null {
  const version = event.resourceVersion ?? 0;
  if (person !== null && version <= person.version) return person;
  const { user } = event.data;
  if (user === null) return null;
  return {
    tenantId: event.tenantId,
    id: event.subject,
    version,
    name: nameOf(user),
    mail: workAddress(user),
    isActive: user.active,
    managerId: user[ENTERPRISE_USER_URN]?.manager?.value ?? null,
  };
}

/** What a person is called in a mail: the first of these that is not blank. */
export function nameOf(user: UserResource): string {
  const given = [user.name?.givenName, user.name?.familyName].filter((part) => part !== undefined).join(' ');
  const names = [user.displayName, user.name?.formatted, given];
  return names.find((name) => name !== undefined && name.trim() !== '') ?? user.userName;
}

import type { SourceDirectory, SourceGroup, SourceUser } from './source.js';
import { Refused } from './refused.js';

export interface Assignment {
  readonly kind: 'user' | 'group';
  readonly id: string;
}

export function assign(directory: SourceDirectory, { kind, id }: Assignment): SourceDirectory {
  return withAssigned(directory, kind, (assigned) => new Set([...assigned, id]));
}

export function unassign(directory: SourceDirectory, { kind, id }: Assignment): SourceDirectory {
  return withAssigned(directory, kind, (assigned) => new Set([...assigned].filter((one) => one !== id)));
}

export function disable(directory: SourceDirectory, id: string): SourceDirectory {
  return withUser(directory, id, (user) => ({ ...user, accountEnabled: false }));
}

export function enable(directory: SourceDirectory, id: string): SourceDirectory {
  return withUser(directory, id, (user) => ({ ...user, accountEnabled: true }));
}

/** Into the recycle bin. */
export function softDelete(directory: SourceDirectory, id: string, now: string): SourceDirectory {
  return withUser(directory, id, (user) => ({ ...user, deletedAt: user.deletedAt ?? now }));
}

export function restore(directory: SourceDirectory, id: string): SourceDirectory {
  return withUser(directory, id, (user) => {
    if (user.deletedAt === null) throw new Refused(`${user.userPrincipalName} is not in the recycle bin`);
    return { ...user, deletedAt: null };
  });
}

/** Whoever went to the recycle bin before that time is gone for good, from groups and as a manager, too. */
export function purge(directory: SourceDirectory, before: string): SourceDirectory {
  const gone = new Set(
    [...directory.users.values()]
      .filter(({ deletedAt }) => deletedAt !== null && deletedAt < before)
      .map(({ id }) => id),
  );
  if (gone.size === 0) return directory;
  const users = new Map<string, SourceUser>();
  for (const [id, user] of directory.users) {
    if (gone.has(id)) continue;
    users.set(id, user.manager !== null && gone.has(user.manager) ? { ...user, manager: null } : user);
  }
  const groups = new Map([...directory.groups].map(([id, group]) => [id, without(group, gone)]));
  const { assigned } = directory;
  return {
    users,
    groups,
    assigned: { ...assigned, users: new Set([...assigned.users].filter((id) => !gone.has(id))) },
  };
}

const TEXTS = [
  ...['userPrincipalName', 'mailNickname', 'displayName', 'givenName', 'surname', 'mail', 'jobTitle', 'department'],
  ...['companyName', 'employeeId', 'mobilePhone', 'businessPhone', 'streetAddress', 'city', 'postalCode', 'country'],
  'preferredLanguage',
];
const REQUIRED = ['userPrincipalName', 'mailNickname', 'displayName', 'givenName', 'surname'];

export function updateUser(
  directory: SourceDirectory,
  id: string,
  attributes: Readonly<Record<string, string | null>>,
): SourceDirectory {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('extensionAttribute')) continue;
    if (!TEXTS.includes(name))
      throw new Refused(`${name} is no attribute of a user; one of ${TEXTS.join(', ')}, extensionAttribute1…15`);
    if (value === null && REQUIRED.includes(name)) throw new Refused(`${name} cannot be empty`);
  }
  return withUser(directory, id, (user) => {
    const own = Object.entries(attributes).filter(([name]) => !name.startsWith('extensionAttribute'));
    const extended = Object.entries(attributes).filter(([name]) => name.startsWith('extensionAttribute'));
    const extensionAttributes = Object.fromEntries(
      [...Object.entries(user.extensionAttributes), ...extended].filter(
        (one): one is [string, string] => one[1] !== null,
      ),
    );
    return { ...user, ...Object.fromEntries(own), extensionAttributes };
  });
}

export function setManager(directory: SourceDirectory, id: string, manager: string | null): SourceDirectory {
  for (let above = manager; above !== null; above = userOf(directory, above).manager) {
    if (above === id) throw new Refused('nobody can be above themselves: the new manager reports to this person');
  }
  return withUser(directory, id, (user) => ({ ...user, manager }));
}

export function deleteGroup(directory: SourceDirectory, id: string): SourceDirectory {
  groupOf(directory, id);
  const groups = new Map([...directory.groups].filter(([one]) => one !== id));
  return unassign({ ...directory, groups }, { kind: 'group', id });
}

export function addMember(directory: SourceDirectory, groupId: string, userId: string): SourceDirectory {
  userOf(directory, userId);
  return withGroup(directory, groupId, (group) =>
    group.members.includes(userId) ? group : { ...group, members: [...group.members, userId] },
  );
}

export function removeMember(directory: SourceDirectory, groupId: string, userId: string): SourceDirectory {
  return withGroup(directory, groupId, (group) => without(group, new Set([userId])));
}

function without(group: SourceGroup, gone: ReadonlySet<string>): SourceGroup {
  const members = group.members.filter((id) => !gone.has(id));
  return members.length === group.members.length ? group : { ...group, members };
}

function userOf({ users }: SourceDirectory, id: string): SourceUser {
  const user = users.get(id);
  if (user === undefined) throw new Refused(`there is no user ${id}`);
  return user;
}

function groupOf({ groups }: SourceDirectory, id: string): SourceGroup {
  const group = groups.get(id);
  if (group === undefined) throw new Refused(`there is no group ${id}`);
  return group;
}

function withUser(directory: SourceDirectory, id: string, change: (user: SourceUser) => SourceUser): SourceDirectory {
  return { ...directory, users: new Map(directory.users).set(id, change(userOf(directory, id))) };
}

function withGroup(
  directory: SourceDirectory,
  id: string,
  change: (group: SourceGroup) => SourceGroup,
): SourceDirectory {
  return { ...directory, groups: new Map(directory.groups).set(id, change(groupOf(directory, id))) };
}

function withAssigned(
  directory: SourceDirectory,
  kind: Assignment['kind'],
  change: (assigned: ReadonlySet<string>) => ReadonlySet<string>,
): SourceDirectory {
  const { assigned } = directory;
  const changed = kind === 'user' ? { users: change(assigned.users) } : { groups: change(assigned.groups) };
  return { ...directory, assigned: { ...assigned, ...changed } };
}

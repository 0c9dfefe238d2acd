import type { Source, SourceGroup, SourceUser } from './source.js';
import { Refused } from './refused.js';

export interface Assignment {
  readonly kind: 'user' | 'group';
  readonly id: string;
}

export function assign(source: Source, { kind, id }: Assignment): Source {
  return withAssigned(source, kind, (assigned) => new Set([...assigned, id]));
}

export function unassign(source: Source, { kind, id }: Assignment): Source {
  return withAssigned(source, kind, (assigned) => new Set([...assigned].filter((one) => one !== id)));
}

export function disable(source: Source, id: string): Source {
  return withUser(source, id, (user) => ({ ...user, accountEnabled: false }));
}

export function enable(source: Source, id: string): Source {
  return withUser(source, id, (user) => ({ ...user, accountEnabled: true }));
}

/** Into the recycle bin. */
export function softDelete(source: Source, id: string, now: string): Source {
  return withUser(source, id, (user) => ({ ...user, deletedAt: user.deletedAt ?? now }));
}

export function restore(source: Source, id: string): Source {
  return withUser(source, id, (user) => {
    if (user.deletedAt === null) throw new Refused(`${user.userPrincipalName} is not in the recycle bin`);
    refuseNamesake(source, id, user.userPrincipalName);
    return { ...user, deletedAt: null };
  });
}

/** Whoever went to the recycle bin before that time is gone for good, from groups and as a manager, too. */
export function purge(source: Source, before: string): Source {
  const gone = new Set(
    [...source.users.values()].filter(({ deletedAt }) => deletedAt !== null && deletedAt < before).map(({ id }) => id),
  );
  if (gone.size === 0) return source;
  const users = new Map<string, SourceUser>();
  for (const [id, user] of source.users) {
    if (gone.has(id)) continue;
    users.set(id, user.manager !== null && gone.has(user.manager) ? { ...user, manager: null } : user);
  }
  const groups = new Map([...source.groups].map(([id, group]) => [id, without(group, gone)]));
  const { assigned } = source;
  return {
    users,
    groups,
    assigned: { ...assigned, users: new Set([...assigned.users].filter((id) => !gone.has(id))) },
  };
}

const TEXTS = [
  'userPrincipalName',
  'mailNickname',
  'displayName',
  'givenName',
  'surname',
  'mail',
  'jobTitle',
  'department',
  'companyName',
  'employeeId',
  'mobilePhone',
  'businessPhone',
  'streetAddress',
  'city',
  'postalCode',
  'country',
  'preferredLanguage',
];
const REQUIRED = ['userPrincipalName', 'mailNickname', 'displayName', 'givenName', 'surname'];

export function updateUser(source: Source, id: string, attributes: Readonly<Record<string, string | null>>): Source {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('extensionAttribute')) continue;
    if (!TEXTS.includes(name))
      throw new Refused(`${name} is no attribute of a user; one of ${TEXTS.join(', ')}, extensionAttribute1…15`);
    if (value === null && REQUIRED.includes(name)) throw new Refused(`${name} cannot be empty`);
  }
  if (attributes.userPrincipalName != null) refuseNamesake(source, id, attributes.userPrincipalName);
  return withUser(source, id, (user) => {
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

/** A userPrincipalName is one person's; whoever is in the recycle bin does not hold it (Microsoft Graph, "user"). */
function refuseNamesake({ users }: Source, id: string, name: string): void {
  const wanted = name.toLowerCase();
  for (const other of users.values()) {
    if (other.id === id || other.deletedAt !== null || other.userPrincipalName.toLowerCase() !== wanted) continue;
    throw new Refused(`${other.displayName} has the userPrincipalName ${other.userPrincipalName} already`);
  }
}

export function setManager(source: Source, id: string, manager: string | null): Source {
  for (let above = manager; above !== null; above = userOf(source, above).manager) {
    if (above === id) throw new Refused('nobody can be above themselves: the new manager reports to this person');
  }
  return withUser(source, id, (user) => ({ ...user, manager }));
}

export function deleteGroup(source: Source, id: string): Source {
  groupOf(source, id);
  const groups = new Map([...source.groups].filter(([one]) => one !== id));
  return unassign({ ...source, groups }, { kind: 'group', id });
}

export function addMember(source: Source, groupId: string, userId: string): Source {
  userOf(source, userId);
  return withGroup(source, groupId, (group) =>
    group.members.includes(userId) ? group : { ...group, members: [...group.members, userId] },
  );
}

export function removeMember(source: Source, groupId: string, userId: string): Source {
  return withGroup(source, groupId, (group) => without(group, new Set([userId])));
}

function without(group: SourceGroup, gone: ReadonlySet<string>): SourceGroup {
  const members = group.members.filter((id) => !gone.has(id));
  return members.length === group.members.length ? group : { ...group, members };
}

function userOf({ users }: Source, id: string): SourceUser {
  const user = users.get(id);
  if (user === undefined) throw new Refused(`there is no user ${id}`);
  return user;
}

function groupOf({ groups }: Source, id: string): SourceGroup {
  const group = groups.get(id);
  if (group === undefined) throw new Refused(`there is no group ${id}`);
  return group;
}

function withUser(source: Source, id: string, change: (user: SourceUser) => SourceUser): Source {
  return { ...source, users: new Map(source.users).set(id, change(userOf(source, id))) };
}

function withGroup(source: Source, id: string, change: (group: SourceGroup) => SourceGroup): Source {
  return { ...source, groups: new Map(source.groups).set(id, change(groupOf(source, id))) };
}

function withAssigned(
  source: Source,
  kind: Assignment['kind'],
  change: (assigned: ReadonlySet<string>) => ReadonlySet<string>,
): Source {
  const { assigned } = source;
  const changed = kind === 'user' ? { users: change(assigned.users) } : { groups: change(assigned.groups) };
  return { ...source, assigned: { ...assigned, ...changed } };
}

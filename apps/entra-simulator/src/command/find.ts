import type { Assignment } from '../source/changes.js';
import type { Source, SourceGroup, SourceUser } from '../source/source.js';
import { UsageError } from '../session/usage-error.js';

/** By userPrincipalName, mail, id or display name, in that order. */
export function findUser({ users }: Source, name: string): SourceUser {
  const byId = users.get(name);
  if (byId !== undefined) return byId;
  const wanted = name.toLowerCase();
  for (const attribute of ['userPrincipalName', 'mail', 'displayName'] as const) {
    const found = [...users.values()].filter((user) => user[attribute]?.toLowerCase() === wanted);
    if (found.length > 1)
      throw new UsageError(`${found.length} users are called "${name}": name one by userPrincipalName or id`);
    if (found[0] !== undefined) return found[0];
  }
  throw new UsageError(`there is no user "${name}" at the source`);
}

export function findGroup({ groups }: Source, name: string): SourceGroup {
  const found =
    groups.get(name) ?? [...groups.values()].find((group) => group.displayName.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw new UsageError(`there is no group "${name}" at the source`);
  return found;
}

/** A user or a group, by the names that each may be called by. */
export function findOne(source: Source, kind: 'user' | 'group', name: string): Assignment {
  return { kind, id: (kind === 'group' ? findGroup : findUser)(source, name).id };
}

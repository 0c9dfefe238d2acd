import type { Source, SourceGroup, SourceUser } from './source.js';

export function sourceToJson({ users, groups, assigned }: Source): object {
  return {
    users: [...users.values()],
    groups: [...groups.values()],
    assigned: { users: [...assigned.users], groups: [...assigned.groups] },
  };
}

interface Read {
  readonly users: readonly SourceUser[];
  readonly groups: readonly SourceGroup[];
  readonly assigned: { readonly users: readonly string[]; readonly groups: readonly string[] };
}

/** Decoder of what `sourceToJson` wrote; what else it is given is refused by its shape. */
export function sourceFromJson(value: unknown): Source {
  const { users, groups, assigned } = value as Read;
  if (!Array.isArray(users) || !Array.isArray(groups) || !Array.isArray(assigned.users)) {
    throw new Error('source.json is not what the simulator wrote: run `entra-simulator init` again');
  }
  return {
    users: new Map(users.map((user: SourceUser) => [user.id, user])),
    groups: new Map(groups.map((group: SourceGroup) => [group.id, group])),
    assigned: { users: new Set(assigned.users), groups: new Set(assigned.groups) },
  };
}

import { generateSource } from '../source/generate.js';
import type { Source, SourceUser } from '../source/source.js';

/** A company whose names nobody else can have, so that a rehearsal finds nobody of the tenant and changes nobody there. */
export function ownCompany(people: number, mark: string): Source {
  const { users, groups, assigned } = generateSource({ seed: 1, users: people, groups: 1 });
  const domain = `rehearsal-${mark}.example`;
  const own = (user: SourceUser): SourceUser => {
    const mailNickname = `${mark}-${user.mailNickname}`;
    const name = `${mailNickname}@${domain}`;
    // Whoever is disabled at the source is not created, and a rehearsal counts.
    return { ...user, mailNickname, userPrincipalName: name, mail: name, accountEnabled: true, employeeId: null };
  };
  return {
    users: new Map([...users].map(([id, user]) => [id, own(user)])),
    groups: new Map(
      [...groups].map(([id, group]) => [id, { ...group, displayName: `Rehearsal ${mark} ${group.displayName}` }]),
    ),
    assigned: { ...assigned, users: new Set(users.keys()) },
  };
}

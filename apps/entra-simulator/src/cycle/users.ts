import type { TargetValues } from '../mapping/attribute-mapping.js';
import { mapUser } from '../mapping/map-user.js';
import { isInScope } from '../scope/in-scope.js';
import { atOnce } from './at-once.js';
import { decideUser, entitledUsers, isSoftDeleted, type Standing } from './decide.js';
import { digest, provision, type Planned } from './provision.js';
import type { Run } from './run.js';

/** What each user calls for: of those entitled, and of those who are linked and may have gone. */
export function planUsers(run: Run): Planned[] {
  const entitled = entitledUsers(run.source);
  const linked = [...run.links].filter(([, link]) => link.kind === 'User').map(([id]) => id);
  return [...new Set([...entitled, ...linked])].map((id) => planUser(run, id, entitled));
}

/** What one user calls for; `entitled` are the ids of all who are assigned. */
export function planUser(
  { source, links, settings, isInitial }: Run,
  id: string,
  entitled: ReadonlySet<string>,
): Planned {
  const user = source.users.get(id);
  const link = links.get(id);
  if (user === undefined) {
    const subject = { kind: 'User', id, displayName: link?.displayName ?? '', details: {} } as const;
    return { ...subject, values: new Map(), exported: link?.exported ?? '', decision: decideUser(user, link, GONE) };
  }
  const standing: Standing = { isAssigned: entitled.has(id), isInScope: isInScope(settings.scope, user) };
  const { values } = mapUser(settings.userMappings, user, { isSoftDeleted: isSoftDeleted(user, standing) });
  const typed = withBooleans(values);
  const exported = digest(typed);
  // After a restart everything is compared with the target again.
  const before = isInitial && link !== undefined ? { ...link, exported: '' } : link;
  const context = { ...standing, exported, skipOutOfScope: settings.skipOutOfScopeDeletions };
  return {
    kind: 'User',
    id,
    displayName: user.displayName,
    details: { UserPrincipalName: user.userPrincipalName, userType: user.userType },
    values: typed,
    exported,
    decision: decideUser(user, before, context),
  };
}

const GONE = { isAssigned: false, isInScope: false, exported: '', skipOutOfScope: false };

/** The mapping language knows texts only; `active` is a boolean for whoever sends it. */
function withBooleans(values: TargetValues): TargetValues {
  const active = values.get('active');
  return typeof active === 'string' ? new Map([...values, ['active', active.toLowerCase() === 'true']]) : values;
}

export async function provisionUsers(run: Run, planned: readonly Planned[]): Promise<void> {
  let done = 0;
  await atOnce(planned, run.concurrency, async (one) => {
    await provision(run, one);
    run.onProgress('users', (done += 1), planned.length);
  });
}

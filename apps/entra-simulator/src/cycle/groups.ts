import { mapGroup } from '../mapping/map-group.js';
import type { SourceGroup } from '../source/source.js';
import { atOnce } from './at-once.js';
import { provisionMembers } from './members.js';
import { digest, provision, type Planned } from './provision.js';
import type { Run } from './run.js';

/** Linked groups that are assigned no more, or have gone: they are deleted in the target. */
export function leavingGroups({ source, links }: Run): Planned[] {
  return [...links].flatMap(([id, { kind, displayName, exported }]) => {
    if (kind !== 'Group' || (source.assigned.groups.has(id) && source.groups.has(id))) return [];
    return [{ kind, id, displayName, details: {}, values: new Map(), exported, decision: { kind: 'delete' } }];
  });
}

/** Groups come after the users: created empty, then their members in PATCHes. */
export async function provisionGroups(run: Run, leaving: readonly Planned[]): Promise<void> {
  const { source } = run;
  const assigned = [...source.assigned.groups].flatMap((id) => source.groups.get(id) ?? []);
  let done = 0;
  const total = assigned.length + leaving.length;
  const step = (): void => run.onProgress('groups', (done += 1), total);
  await atOnce(leaving, run.concurrency, async (one) => {
    await provision(run, one);
    step();
  });
  await atOnce(assigned, run.concurrency, async (group) => {
    await provision(run, planGroup(run, group));
    await provisionMembers(run, group);
    step();
  });
}

function planGroup({ links, settings, isInitial }: Run, group: SourceGroup): Planned {
  const { values } = mapGroup(settings.groupMappings, group);
  const exported = digest(values);
  const link = links.get(group.id);
  // After a restart everything is compared with the target again.
  const isKnown = link !== undefined && link.exported === exported && !isInitial;
  const kind = link === undefined ? 'match' : isKnown ? 'none' : 'update';
  return {
    kind: 'Group',
    id: group.id,
    displayName: group.displayName,
    details: {},
    values,
    exported,
    decision: { kind },
  };
}
